/// One exchange as the caller's ear has it: from the caller's last word to the first sound of the answer. What only
/// fills the wait ("One moment.") is not the answer. All moments are of the call's own clock.
package struct TurnTiming: Sendable, Equatable {
    /// Which exchange of the call, from one.
    package var number: Int
    /// The caller's last word, as far as the model's turn detection says.
    package var callerStopped: CallInstant
    /// The model noticed that the caller had stopped.
    package var modelHeard: CallInstant
    /// The first audio of the answer came from the model.
    package var firstDelta: CallInstant?
    /// It was written to the caller's socket.
    package var firstFrame: CallInstant?
    /// The carrier began to play it, by its mark.
    package var heard: CallInstant?
    /// How long tools ran between `modelHeard` and `firstDelta`.
    package var tools: CallDuration = .zero

    package init(number: Int, callerStopped: CallInstant, modelHeard: CallInstant) {
        self.number = number
        self.callerStopped = callerStopped
        self.modelHeard = modelHeard
    }

    /// From the caller's last word to the answer at their ear; nil until it was heard.
    package var latency: CallDuration? { heard.map { $0 - callerStopped } }
    /// The part in which the turn detection waited for more speech.
    package var endpointing: CallDuration { modelHeard - callerStopped }
    /// The model's part, tools left out.
    package var model: CallDuration? {
        firstDelta.map { max(CallDuration(nanoseconds: ($0 - modelHeard).nanoseconds - tools.nanoseconds), .zero) }
    }
    /// Our own part: from the model's audio to the caller's socket.
    package var ours: CallDuration? {
        guard let firstDelta, let firstFrame else { return nil }
        return firstFrame - firstDelta
    }
    /// The carrier's part, and what was still playing before it.
    package var line: CallDuration? {
        guard let firstFrame, let heard else { return nil }
        return heard - firstFrame
    }

    /// Why a slow exchange was slow: the longest of its parts.
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
