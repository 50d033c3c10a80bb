package import CoraTenant

/// The times of one exchange, from the caller's last word to the first sound of the answer at their ear. What only
/// fills the wait ("One moment.") is not the answer. All moments are of the call's own clock.
package struct TurnTiming: Sendable, Equatable {
    /// The exchange's number on the call, from 1.
    package var number: Int
    /// When the caller's last word arrived, as far as the model's turn detection tells.
    package var callerStopped: CallInstant
    /// When the model noticed that the caller had stopped.
    package var modelHeard: CallInstant
    /// When the first audio of the answer came from the model; nil before.
    package var firstDelta: CallInstant?
    /// When that audio was written to the caller's socket; nil before.
    package var firstFrame: CallInstant?
    /// When the carrier began to play it, as its mark tells; nil before.
    package var heard: CallInstant?
    /// How long tools ran between `modelHeard` and `firstDelta`.
    package var tools: CallDuration = .zero

    package init(number: Int, callerStopped: CallInstant, modelHeard: CallInstant) {
        self.number = number
        self.callerStopped = callerStopped
        self.modelHeard = modelHeard
    }

    /// The time from the caller's last word to the answer at their ear; nil until they heard it.
    package var latency: CallDuration? { heard.map { $0 - callerStopped } }
    /// The part of the latency in which the turn detection waited for more speech.
    package var endpointing: CallDuration { modelHeard - callerStopped }
    /// The model's part of the latency, without the time that tools ran; nil until the answer began.
    package var model: CallDuration? {
        firstDelta.map { max(CallDuration(nanoseconds: ($0 - modelHeard).nanoseconds - tools.nanoseconds), .zero) }
    }
    /// Our own part of the latency: from the model's audio to the caller's socket; nil until it was written.
    package var ours: CallDuration? {
        guard let firstDelta, let firstFrame else { return nil }
        return firstFrame - firstDelta
    }
    /// The carrier's part of the latency, with what was still playing before the answer; nil until the caller heard it.
    package var line: CallDuration? {
        guard let firstFrame, let heard else { return nil }
        return heard - firstFrame
    }

    /// The longest part of the latency; nil until the caller heard the answer.
    package var cause: Cause? {
        guard let model, let ours, let line else { return nil }
        let parts: [(Cause, CallDuration)] = [
            (.endpointing, endpointing), (.model, model), (.tool, tools), (.us, ours), (.line, line),
        ]
        return parts.max { $0.1 < $1.1 }?.0
    }

    /// A part of an exchange's latency.
    package enum Cause: String, Sendable, Equatable, CaseIterable {
        /// The wait for the end of the caller's speech.
        case endpointing
        /// The model.
        case model
        /// A tool.
        case tool
        /// This process.
        case us
        /// The carrier, and audio that was still playing.
        case line
    }
}
