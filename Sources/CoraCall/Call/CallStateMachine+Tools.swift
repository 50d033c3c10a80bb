// What tools can do to a call.

extension CallStateMachine {
    /// The model called a tool, with everything it needs.
    /// - Parameters:
    ///   - name: the tool's.
    ///   - id: the model's id of the call; one that is known is the same call.
    package mutating func toolCalled(_ name: String, id: String, at now: CallInstant) -> OnToolCalled {
        live?.modelSignAt = now
        guard isOpen else { return .ignore }
        guard tools.began(id, name, at: now) else {
            figures.races += 1
            return .ignore
        }
        guard name != EndCallTool.name else { return endCallCalled(id, at: now) }
        // Its answer is waited for too, before the model is asked to go on.
        if case .live = state { live?.gate.withdraw(.afterTools) }
        return .run
    }

    /// While a goodbye is said already it is only answered, so that the conversation is whole if the caller takes the
    /// goodbye back.
    private mutating func endCallCalled(_ id: String, at now: CallInstant) -> OnToolCalled {
        _ = tools.finished(id, EndCallTool.accepted, succeeded: true, at: now)
        guard case .live(var live) = state else { return .endCall }
        live.gate.forget { _ in true }
        // Said in this response, or asked for when it is done.
        if !live.hasSpoken { _ = live.gate.want(.goodbye(.agentEnded), at: now) }
        state = .leaving(live, Goodbye(cause: .agentEnded, at: now))
        return .endCall
    }

    /// A tool has answered.
    /// - Parameters:
    ///   - id: the model's id of the call.
    ///   - result: what the model is told; see ``ToolLedger/takeResult()``.
    ///   - order: whom the caller is put through to, if that is what the tool came to. A transfer outranks a goodbye.
    /// - Returns: nil if no such tool runs, or the call is over.
    package mutating func toolFinished(
        _ id: String, _ result: String, succeeded: Bool, transfer order: TransferOrder? = nil, at now: CallInstant
    ) -> OnToolFinished? {
        if case .ended = state { return nil }
        guard tools.finished(id, result, succeeded: succeeded, at: now) else { return nil }
        if let order, mayLeave(for: .transfer(to: order)) {
            guard case .ask(let request) = leave(for: .transfer(to: order), at: now) else { return .leaving(ask: nil) }
            return .leaving(ask: request)
        }
        guard case .live = state, tools.running == 0 else { return .goOn(ask: nil) }
        live?.gate.withdraw(.whileToolsRun)
        live?.silence.busy(until: now)
        return .goOn(ask: live?.gate.want(.afterTools, at: now))
    }
}

/// After a tool's answer.
package enum OnToolFinished: Sendable, Equatable {
    /// The conversation goes on; the model is asked for its response, if it may be asked now.
    case goOn(ask: ResponseRequest?)
    /// The caller is put through: the last words are asked for, if they may be now.
    case leaving(ask: ResponseRequest?)
}
