package import CoraTenant

/// Times each exchange: from the caller's last word, through the stages between, to the carrier's mark behind the first
/// audio of the answer. "One moment." and what is said in a response that then calls a tool are no answers. Loop-bound;
/// the audio path asks it one question a delta, ``awaitsAnswer``.
package struct TurnClock: Sendable, Equatable {
    private struct Answer: Sendable, Equatable {
        /// The model's id of the response whose audio is taken for the answer.
        var response: String
        /// How long the audio is that was written with the mark behind it.
        var length: CallDuration
        var mark: PlayoutClock.Mark?
        /// Whether the response is done, so that no tool can follow.
        var isSettled = false
    }

    private var pending: TurnTiming?
    private var answer: Answer?
    /// Since when tools run during this exchange; nil while none runs.
    private var toolsSince: CallInstant?
    /// How many exchanges have begun.
    private var count = 0

    package init() {}

    /// Whether the caller has spoken and no answer has begun.
    package var awaitsAnswer: Bool { pending != nil && answer == nil }

    /// The exchange that is going on; nil if the caller's last words were answered.
    package var current: TurnTiming? { pending }

    /// The caller began to speak, which ends the exchange that is going on.
    /// - Returns: that exchange if its answer was heard, else nil.
    package mutating func callerStarted() -> TurnTiming? {
        let heard = pending?.heard == nil ? nil : pending
        pending = nil
        answer = nil
        return heard
    }

    /// The model noticed that the caller has stopped.
    /// - Parameter lastWord: when the caller's last word arrived.
    package mutating func callerStopped(lastWord: CallInstant, at now: CallInstant) {
        count += 1
        pending = TurnTiming(number: count, callerStopped: min(lastWord, now), modelHeard: now)
        answer = nil
        if toolsSince != nil { toolsSince = now }
    }

    /// A tool began to run; others may be running.
    package mutating func toolBegan(at now: CallInstant) {
        if toolsSince == nil { toolsSince = now }
    }

    /// No tool runs any more.
    package mutating func toolsFinished(at now: CallInstant) {
        guard let since = toolsSince else { return }
        toolsSince = nil
        guard answer == nil, let turn = pending else { return }
        pending?.tools = turn.tools + (now - since)
    }

    /// The response called a tool, so that what it said before was no answer.
    package mutating func calledTool(_ response: String?) {
        guard let answer, answer.response == response, !answer.isSettled else { return }
        self.answer = nil
        pending?.firstDelta = nil
        pending?.firstFrame = nil
        pending?.heard = nil
    }

    /// The first audio of the answer was written to the caller's socket.
    /// - Parameters:
    ///   - response: the model's id of the response whose audio it is.
    ///   - bytes: how much line audio it is.
    ///   - mark: the mark behind it.
    ///   - arrived: when it came from the model.
    ///   - written: when it was flushed to the caller.
    package mutating func answerBegan(
        _ response: String, bytes: Int, mark: PlayoutClock.Mark, arrived: CallInstant, written: CallInstant
    ) {
        guard awaitsAnswer else { return }
        pending?.firstDelta = arrived
        pending?.firstFrame = written
        answer = Answer(response: response, length: LineAudio.duration(ofBytes: bytes), mark: mark)
    }

    /// The model's server plays the answer to the caller by itself, so that it is heard from now on.
    /// - Parameter response: the model's id of the response that it plays.
    mutating func answerPlayed(_ response: String, at now: CallInstant) {
        guard awaitsAnswer else { return }
        pending?.firstDelta = now
        pending?.firstFrame = now
        pending?.heard = now
        answer = Answer(response: response, length: .zero, mark: nil)
    }

    /// The carrier returned a mark: everything before it has been played.
    /// - Returns: the exchange if that completes it, else nil.
    package mutating func markReturned(_ mark: PlayoutClock.Mark?, at now: CallInstant) -> TurnTiming? {
        guard let answer, let waited = answer.mark, let mark, mark >= waited else { return nil }
        let began = pending?.firstFrame ?? now
        self.answer?.mark = nil
        pending?.heard = max(now - answer.length, began)
        return completed()
    }

    /// The response is done.
    /// - Returns: the exchange if that completes it, else nil.
    package mutating func responseDone(_ response: String) -> TurnTiming? {
        guard answer?.response == response else { return nil }
        answer?.isSettled = true
        return completed()
    }

    private mutating func completed() -> TurnTiming? {
        guard let turn = pending, turn.heard != nil, answer?.isSettled == true else { return nil }
        pending = nil
        answer = nil
        return turn
    }
}
