/// What one call counts. The audio path adds to it; the ops pages and the call's record read it.
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
    /// Deltas of the model's audio that came after the caller had begun to speak, and were not played.
    package var deltasLate = 0
    /// Times the caller spoke over the agent.
    package var bargeIns = 0
    /// Silence sent to the model where the caller's audio was missing, in milliseconds.
    package var silenceAdded = 0
    /// Marks that came back.
    package var marksReturned = 0
    /// Marks that came back because of a clear, or that this call never sent.
    package var marksStray = 0
    /// Messages of the carrier and events of the model that were of no known kind, and were ignored.
    package var unknownMessages = 0
    /// Turns of the caller whose words could not be written down.
    package var turnsWithoutWords = 0
    /// Legal races: events that came late and did no harm.
    package var races = 0

    /// Counts from zero.
    package init() {}

    /// Adds another call's figures to these.
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
        turnsWithoutWords += other.turnsWithoutWords
        races += other.races
    }
}
