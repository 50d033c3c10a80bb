import CoraCall
import CoraRealtime
import CoraWire
import Logging

// What the model has done.
extension CallCore {
    /// The model wants a tool run.
    func toolCalled(_ call: FunctionCall) {
        log.info("tool call", metadata: [LogKey.tool: "\(call.name.prefix(64))"])
        guard !toolOrder.knows(call.callID) else { return machine.figures.races += 1 }
        commitments.toolCalled(call.name)
        switch machine.toolCalled(call.name, at: now) {
        case .ignore: break
        case .endCall: answer(call.callID, EndCallTool.accepted)
        case .run:
            guard let ticket, let session else { return }
            let invocation = ToolInvocation(
                id: call.callID, name: call.name, arguments: call.arguments, sequence: transcript.toolCalled())
            toolOrder.began(call.callID)
            noteTool(call.callID, call.name)
            toolTasks[call.callID] = session.run(invocation, with: services.tools, on: ticket)
        }
    }

    /// A tool has answered. The model is told in the order in which it asked.
    func toolAnswered(
        _ invocation: ToolInvocation, _ result: String, transfer order: TransferOrder? = nil, took span: CallDuration
    ) {
        guard toolTasks.removeValue(forKey: invocation.id) != nil, let ticket else { return }
        let succeeded = JSON.flag("ok", in: result) == true
        services.recorder.record(
            .tool(invocation, ToolOutcome(envelope: result, succeeded: succeeded), took: span), of: ticket)
        commitments.toolAnswered(invocation.name, succeeded: succeeded)
        noteToolFinished(invocation, succeeded: succeeded, took: span)
        toolResults[invocation.id] = result
        for id in toolOrder.finished(invocation.id) {
            if let result = toolResults.removeValue(forKey: id) { answer(id, result) }
        }
        if let order {
            if let request = machine.transferOrdered(order, at: now) { ask(request) }
            recordTransfer()
        } else if let request = machine.toolFinished(at: now) {
            ask(request)
        }
        flush()
        arm()
    }

    /// Takes down that the caller is to be put through, if that is why the call is ending.
    func recordTransfer() {
        guard case .leaving(let goodbye) = machine.state, case .transfer(let order) = goodbye.cause, let ticket else {
            return
        }
        services.recorder.record(.transfer(TransferStep(order, .requested)), of: ticket)
    }

    /// Tells the model what a tool answered.
    func answer(_ callID: String, _ output: String) {
        send {
            .conversationItemCreate(
                ConversationItem(.functionCallOutput(callID: callID, output: output)),
                eventID: $0.next(.conversationItemCreate))
        }
    }
}
