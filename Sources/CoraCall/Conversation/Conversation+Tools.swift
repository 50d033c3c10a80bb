import CoraTenant

// What the conversation does with tool calls and their answers.

extension Conversation {
    mutating func toolCalled(
        _ id: String, _ name: String, _ arguments: String, in response: String, at now: CallInstant
    ) {
        effect(.log(.toolCalled(String(name.prefix(64)))))
        switch machine.toolCalled(name, id: id, in: response, writes: catalog[name].writes, at: now) {
        case .ignore: break
        case .refuse: tell(.toolResult(id: id, ToolAnswer.callerWentOn))
        case .endCall: giveBackResults()
        case .runAndStay:
            run(id, name, arguments, at: now)
            direct(Directions.staysForTool)
        case .run: run(id, name, arguments, at: now)
        }
    }

    private mutating func run(_ id: String, _ name: String, _ arguments: String, at now: CallInstant) {
        let place = transcript.toolCalled()
        turnClock.calledTool(machine.activeResponse)
        turnClock.toolBegan(at: now)
        let invocation = ToolInvocation(id: id, name: name, arguments: arguments, sequence: place)
        memory.called(invocation)
        show(.toolBegan(invocation))
        effect(.run(invocation))
    }

    mutating func remoteToolCalled(_ item: String, at now: CallInstant) {
        guard machine.isOpen else { return }
        machine.tools.remoteBegan(item, at: now)
        turnClock.calledTool(machine.activeResponse)
        turnClock.toolBegan(at: now)
    }

    mutating func remoteToolEnded(_ item: String, _ succeeded: Bool, at now: CallInstant) {
        let request = machine.remoteToolEnded(item, succeeded: succeeded, at: now)
        if machine.tools.running == 0 { turnClock.toolsFinished(at: now) }
        ask(request)
    }

    mutating func toolFinished(
        _ invocation: ToolInvocation, _ outcome: ToolOutcome, _ took: CallDuration, at now: CallInstant
    ) {
        guard machine.termination == nil else { return toolFinishedAfterEnd(invocation, outcome, took, at: now) }
        let next = machine.toolFinished(
            invocation.id, outcome.envelope, succeeded: outcome.succeeded, transfer: outcome.transfer, at: now)
        guard let next else { return }
        memory.answered(invocation, outcome.envelope)
        showAnswer(invocation, outcome)
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

    private mutating func showAnswer(_ invocation: ToolInvocation, _ outcome: ToolOutcome) {
        let answer = catalog[invocation.name].isShown ? outcome.envelope : nil
        show(.toolEnded(invocation, succeeded: outcome.succeeded, answer: answer))
    }

    /// A tool has answered a call that is over: what it did is recorded all the same.
    private mutating func toolFinishedAfterEnd(
        _ invocation: ToolInvocation, _ outcome: ToolOutcome, _ took: CallDuration, at now: CallInstant
    ) {
        let isKnown = machine.tools.finished(
            invocation.id, outcome.envelope, succeeded: outcome.succeeded, at: now)
        guard isKnown else { return }
        record(.tool(invocation, outcome, took: took))
        observe(.tool(name: invocation.name, succeeded: outcome.succeeded, took: took))
        aftermathPassed(at: now)
    }

    /// Tells the model what tools answered, in the order in which it called them.
    mutating func giveBackResults() {
        guard machine.isOpen else { return }
        while let (id, result) = machine.tools.takeResult() { tell(.toolResult(id: id, result)) }
    }
}
