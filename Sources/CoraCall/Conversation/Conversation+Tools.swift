import CoraTenant

// What the conversation does with tool calls and their answers.

extension Conversation {
    mutating func toolCalled(_ id: String, _ name: String, _ arguments: String, at now: CallInstant) {
        effect(.log(.toolCalled(String(name.prefix(64)))))
        switch machine.toolCalled(name, id: id, at: now) {
        case .ignore: break
        case .endCall: giveBackResults()
        case .run:
            let place = transcript.toolCalled()
            turnClock.calledTool(machine.activeResponse)
            turnClock.toolBegan(at: now)
            let invocation = ToolInvocation(id: id, name: name, arguments: arguments, sequence: place)
            memory.called(invocation)
            effect(.run(invocation))
        }
    }

    mutating func toolFinished(
        _ invocation: ToolInvocation, _ outcome: ToolOutcome, _ took: CallDuration, at now: CallInstant
    ) {
        let next = machine.toolFinished(
            invocation.id, outcome.envelope, succeeded: outcome.succeeded, transfer: outcome.transfer, at: now)
        guard let next else { return }
        memory.answered(invocation, outcome.envelope)
        record(.tool(invocation, outcome, took: took))
        if machine.tools.running == 0 { turnClock.toolsFinished(at: now) }
        observe(.tool(name: invocation.name, succeeded: outcome.succeeded, took: took))
        giveBackResults()
        switch next {
        case .goOn(let request): ask(request)
        case .leaving(let request):
            ask(request)
            recordTransfer()
        case .leavingAtOnce(let outcome): carryOut(outcome, at: now)
        }
    }

    /// Tells the model what tools answered, in the order in which it called them.
    mutating func giveBackResults() {
        guard machine.isOpen else { return }
        while let (id, result) = machine.tools.takeResult() { tell(.toolResult(id: id, result)) }
    }
}
