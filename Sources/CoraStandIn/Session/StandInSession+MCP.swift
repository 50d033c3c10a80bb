import CoraSpeech
import CoraWire

// Calls that the server makes itself, of remote MCP servers (reference, 2.5 and 5).
extension StandInSession {
    /// Sends the events of a remote call up to its item's end, and tells how it ended, now or after `response.done`.
    mutating func sendMCPCall(_ call: MCPCall, of id: String) {
        guard let run = responses[id] else { return }
        let outputIndex = run.output.count
        var item = StandInConversation.Item(id: identifiers.next("mcp_"), object: call.item)
        item.set("id", .string(item.id))
        item.prompt = .toolOutput(call: item.id)
        addItem(item, of: run, outputIndex: outputIndex)
        let place: [String: JSON] = ["item_id": .string(item.id), "output_index": .int(outputIndex)]
        let arguments = JSON.string(call.call.argumentText)
        let inResponse = place.merging(["response_id": .string(id)]) { $1 }
        send("response.mcp_call_arguments.delta", inResponse.merging(["delta": arguments]) { $1 })
        send("response.mcp_call_arguments.done", inResponse.merging(["arguments": arguments]) { $1 })
        send("response.mcp_call.in_progress", place)
        let end = call.output == nil ? "response.mcp_call.failed" : "response.mcp_call.completed"
        if call.endsAfterDone == nil { send(end, place) }
        item.set("arguments", arguments)
        item.set("output", call.output.map(JSON.string) ?? .null)
        if call.output == nil {
            item.set("error", ["type": "tool_execution_error", "message": "The tool could not be called."])
        }
        conversation.update(item.id) { $0.object = item.object }
        endItem(item.object, of: run, outputIndex: outputIndex)
        if let wait = call.endsAfterDone {
            responses[id]?.afterDone = (delay: wait, type: end, members: place)
        }
        if !run.parameters.isOutOfBand { turnOfCalls = run.turn }
    }
}

extension MCPCall {
    /// The call's item before its arguments.
    fileprivate var item: JSON {
        [
            "type": "mcp_call", "server_label": .string(server), "name": .string(call.name), "arguments": "",
        ]
    }
}
