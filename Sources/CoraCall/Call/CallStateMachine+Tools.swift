package import CoraTenant

// What tool calls and their answers do to a call.

extension CallStateMachine {
    /// The model called a tool; its arguments are complete.
    /// - Parameters:
    ///   - name: the tool's name.
    ///   - id: the model's id of the tool call; an id that came before is the same tool call, and is ignored.
    ///   - response: the model's id of the response that called it.
    ///   - writes: whether the tool writes something that the caller has to hear of.
    package mutating func toolCalled(
        _ name: String, id: String, in response: String? = nil, writes: Bool = false, at now: CallInstant
    ) -> OnToolCalled {
        live?.modelSignAt = now
        guard isOpen else { return .ignore }
        // The caller has cut the response: what it goes on to do is not what they want now.
        if let response, response == live?.mutedResponse { return tools.see(id) ? .refuse : race() }
        guard tools.began(id, name, writes: writes, at: now) else { return race() }
        guard name != EndCallTool.name else { return endCallCalled(id, at: now) }
        // The model is asked to go on only when this tool has answered too.
        if case .live = state { live?.gate.withdraw(.afterTools) }
        return writes && takeBackGoodbye(at: now) ? .runAndStay : .run
    }

    private mutating func race() -> OnToolCalled {
        figures.races += 1
        return .ignore
    }

    /// A tool that writes was called together with `end_call`: the line stays open until the caller has its result.
    /// - Returns: whether a goodbye was taken back.
    private mutating func takeBackGoodbye(at now: CallInstant) -> Bool {
        guard case .leaving(var live, let goodbye) = state, goodbye.cause == .agentEnded, goodbye.standing == nil else {
            return false
        }
        live.gate.forget(where: \.isGoodbye)
        live.silence.busy(until: max(now, playout.expectedEnd))
        state = .live(live)
        return true
    }

    /// The model called `end_call`: the goodbye begins. If the agent is saying a goodbye already, the tool call is only
    /// answered, so that the model's conversation is whole if the caller takes that goodbye back. While a tool runs that
    /// writes, it is too early: the caller has to hear what came of it.
    private mutating func endCallCalled(_ id: String, at now: CallInstant) -> OnToolCalled {
        if case .live = state, tools.isWriting {
            _ = tools.finished(id, EndCallTool.tooEarly, succeeded: false, at: now)
            return .endCall
        }
        _ = tools.finished(id, EndCallTool.accepted, succeeded: true, at: now)
        guard case .live(var live) = state else { return .endCall }
        live.gate.forget { _ in true }
        // Said in this response, or asked for when it is done.
        if !live.hasSpoken { _ = live.gate.want(.goodbye(.agentEnded), at: now) }
        state = .leaving(live, Goodbye(cause: .agentEnded, at: now))
        return .endCall
    }

    /// A tool of a remote server has ended: the model is asked to go on, as after a tool of ours.
    /// - Returns: the request to make now, if any.
    mutating func remoteToolEnded(_ id: String, succeeded: Bool, at now: CallInstant) -> ResponseRequest? {
        guard isOpen, tools.remoteEnded(id, succeeded: succeeded, at: now) else { return nil }
        guard case .live = state, tools.running == 0 else { return nil }
        live?.gate.withdraw(.whileToolsRun)
        live?.silence.busy(until: now)
        return live?.gate.want(.afterTools, at: now)
    }

    private var isLiveOrRecovering: Bool {
        switch state {
        case .live, .recovering: true
        case .awaitingStart, .redeeming, .connecting, .leaving, .ended: false
        }
    }

    /// A tool has answered.
    /// - Parameters:
    ///   - id: the model's id of the tool call.
    ///   - result: what the model is told; see ``ToolLedger/takeResult()``.
    ///   - succeeded: whether the tool did what was asked.
    ///   - order: whom the caller is put through to, if the tool decided that. A transfer outranks a goodbye. A leg that
    ///     cannot be put through stays.
    /// - Returns: what to do; nil if no such tool runs, or the call is over.
    package mutating func toolFinished(
        _ id: String, _ result: String, succeeded: Bool, transfer order: TransferOrder? = nil, at now: CallInstant
    ) -> OnToolFinished? {
        if case .ended = state { return nil }
        guard tools.finished(id, result, succeeded: succeeded, at: now) else { return nil }
        if let order, mayLeave(for: .transfer(to: order)) {
            switch leave(for: .transfer(to: order), at: now) {
            case .ask(let request): return .leaving(ask: request)
            case .model(let outcome): return .leavingAtOnce(outcome)
            default: return .leaving(ask: nil)
            }
        }
        guard tools.running == 0, isLiveOrRecovering else { return .goOn(ask: nil) }
        live?.gate.withdraw(.whileToolsRun)
        live?.silence.busy(until: now)
        return .goOn(ask: live?.gate.want(.afterTools, at: now))
    }
}

/// What to do after a tool's answer.
package enum OnToolFinished: Sendable, Equatable {
    /// The conversation goes on; ask the model for the response in `ask`, if there is one.
    case goOn(ask: ResponseRequest?)
    /// The caller is put through; ask the model for the last words in `ask`, if they may be said now.
    case leaving(ask: ResponseRequest?)
    /// The caller is put through while there is no model.
    case leavingAtOnce(OnModelLost)
}
