import CoraSpeech
import CoraWire

// Calls of the client's functions (6.6).
extension StandInSession {
    /// Sends the events of a function call.
    ///
    /// - Parameter isCut: whether the response ends in the middle of the arguments, which stay as they are then.
    mutating func sendCall(_ call: AgentScript.ToolCall, of id: String, isCut: Bool = false) {
        guard let run = responses[id] else { return }
        let callID = identifiers.next("call_")
        let outputIndex = run.output.count
        let whole = call.argumentText
        let half = whole.index(whole.startIndex, offsetBy: whole.count / 2)
        let arguments = isCut ? String(whole[..<half]) : whole
        var item = StandInConversation.Item(
            id: identifiers.next("item_"),
            object: [
                "type": "function_call", "call_id": .string(callID), "name": .string(call.name), "arguments": "",
                "status": "in_progress",
            ])
        item.set("id", .string(item.id))
        addItem(item, of: run, outputIndex: outputIndex)
        let place: [String: JSON] = [
            "response_id": .string(id), "item_id": .string(item.id), "output_index": .int(outputIndex),
            "call_id": .string(callID),
        ]
        for piece in isCut ? [whole[..<half]] : [whole[..<half], whole[half...]] where !piece.isEmpty {
            send("response.function_call_arguments.delta", place.merging(["delta": .string(String(piece))]) { $1 })
        }
        send(
            "response.function_call_arguments.done",
            place.merging(["name": .string(call.name), "arguments": .string(arguments)]) { $1 })
        item.set("arguments", .string(arguments))
        item.set("status", isCut ? "incomplete" : "completed")
        conversation.update(item.id) { $0.object = item.object }
        endItem(item.object, of: run, outputIndex: outputIndex)
        responses[id]?.usage.output.text += StandInUsage.text(call.name + arguments)
        if case .callAgain(let after, let asNewItem) = run.fault {
            faults.repeatedCalls[callID] = FaultState.RepeatedCall(
                response: id, outputIndex: outputIndex, item: item.object, after: after, asNewItem: asNewItem)
        }
        guard !run.parameters.isOutOfBand, !isCut else { return }
        // Calls of an earlier response whose output never came must not hold this one up.
        if !run.output.contains(where: { $0["type"] == "function_call" }) { pendingCalls.removeAll() }
        pendingCalls.insert(callID)
        turnOfCalls = run.turn
    }

    /// Takes note that the client has answered a call; one that is to be delivered again gets its time.
    mutating func callAnswered(_ call: String) {
        pendingCalls.remove(call)
        guard let repeated = faults.repeatedCalls.removeValue(forKey: call) else { return }
        timers.schedule(.callAgain(repeated), at: now + repeated.after)
    }

    /// Delivers a call again that was answered already.
    mutating func sendCallAgain(_ repeated: FaultState.RepeatedCall) {
        var item = StandInConversation.Item(id: repeated.item["id"]?.string ?? "", object: repeated.item)
        if repeated.asNewItem {
            item.id = identifiers.next("item_")
            item.set("id", .string(item.id))
            let previous = conversation.append(item)
            announce(item.object, previous: previous.map { .string($0) } ?? .null)
        }
        let place: [String: JSON] = [
            "response_id": .string(repeated.response), "output_index": .int(repeated.outputIndex),
        ]
        send(
            "response.function_call_arguments.done",
            place.merging([
                "item_id": .string(item.id), "call_id": item.object["call_id"] ?? .null,
                "name": item.object["name"] ?? .null, "arguments": item.object["arguments"] ?? .null,
            ]) { $1 })
        send("response.output_item.done", place.merging(["item": item.object]) { $1 })
    }
}
