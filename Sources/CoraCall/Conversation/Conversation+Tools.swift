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
            effect(.run(ToolInvocation(id: id, name: name, arguments: arguments, sequence: place)))
        }
    }

    mutating func toolFinished(
        _ invocation: ToolInvocation, _ outcome: ToolOutcome, _ took: CallDuration, at now: CallInstant
    ) {
        let next = machine.toolFinished(
            invocation.id, outcome.envelope, succeeded: outcome.succeeded, transfer: outcome.transfer, at: now)
        guard let next else { return }
        record(.tool(invocation, outcome, took: took))
        if machine.tools.running == 0 { turnClock.toolsFinished(at: now) }
        observe(.tool(name: invocation.name, succeeded: outcome.succeeded, took: took))
        giveBackResults()
        switch next {
        case .goOn(let request): ask(request)
        case .leaving(let request):
            ask(request)
            recordTransfer()
        }
    }

    /// Tells the model what tools answered, in the order in which it called them.
    private mutating func giveBackResults() {
        while let (id, result) = machine.tools.takeResult() { tell(.toolResult(id: id, result)) }
    }
}
