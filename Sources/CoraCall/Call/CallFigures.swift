/// What a call counts. The audio path adds to it; it is read when somebody asks.
package struct CallFigures: Sendable, Equatable {
    /// Media frames from the carrier.
    package var framesIn = 0
    /// Media messages to the carrier.
    package var framesOut = 0
    /// Frames from the carrier that were dropped because the model was not ready.
    package var framesDropped = 0
    /// Frames from the carrier whose audio was not base64.
    package var framesBroken = 0
    /// Frames whose sequence number went backwards.
    package var framesOutOfOrder = 0
    /// Deltas that came after the caller had taken the word.
    package var deltasLate = 0
    /// Times the caller spoke over the agent.
    package var bargeIns = 0
    /// Silence added for the model's ear, in milliseconds.
    package var silenceAdded = 0
    /// Marks that came back.
    package var marksReturned = 0
    /// Marks that came back because of a clear, or were never ours.
    package var marksStray = 0
    /// Messages and events that were not known, and ignored.
    package var unknownMessages = 0
    /// Legal races: things that were late and harmless.
    package var races = 0

    package init() {}

    /// Adds what another call has counted.
    package mutating func add(_ other: CallFigures) {
        framesIn += other.framesIn
        framesOut += other.framesOut
        framesDropped += other.framesDropped
        framesBroken += other.framesBroken
        framesOutOfOrder += other.framesOutOfOrder
        deltasLate += other.deltasLate
        bargeIns += other.bargeIns
        silenceAdded += other.silenceAdded
        marksReturned += other.marksReturned
        marksStray += other.marksStray
        unknownMessages += other.unknownMessages
        races += other.races
    }
}
