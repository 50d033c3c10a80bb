import CoraSpeech
import CoraWire
import NIOCore

// What the client does to the items of the conversation (section 4, error texts 5.3).
extension StandInSession {
    /// Handles `conversation.item.create`.
    mutating func createItem(_ event: JSON) throws(APIError) {
        guard var members = event["item"]?.object else { return }
        let id = members["id"]?.string ?? identifiers.next("item_")
        members["id"] = .string(id)
        members["object"] = nil
        if members["status"] == nil { members["status"] = "completed" }
        var item = StandInConversation.Item(id: id, object: .object(members))
        try prepareCall(&item)
        try takeAudio(of: &item)
        item.prompt = prompt(of: item)
        let previous = try conversation.insert(item, after: event["previous_item_id"]?.string)
        if case .toolOutput(let call) = item.prompt { callAnswered(call) }
        // A client that takes a call up in a new session creates items of what was said: each moves the script on by a
        // turn.
        if item.milliseconds > 0 || isNextTurn(item) {
            let turn = takeTurn()
            conversation.update(id) { $0.prompt = .turn(turn) }
        }
        announce(item.object, previous: previous.map { .string($0) } ?? .null)
    }

    /// Handles `conversation.item.retrieve`.
    mutating func retrieveItem(_ id: String) throws(APIError) {
        guard let item = conversation[id] else { throw Self.noItem(id, verb: "retrieve", noun: "retrieving") }
        send("conversation.item.retrieved", ["item": item.objectWithAudio])
    }

    /// Handles `conversation.item.delete`.
    mutating func deleteItem(_ id: String) throws(APIError) {
        guard conversation[id] != nil else { throw Self.noItem(id, verb: "delete", noun: "deleting") }
        conversation.remove(id)
        send("conversation.item.deleted", ["item_id": .string(id)])
    }

    /// Handles `conversation.item.truncate`: the caller has heard the item up to that millisecond.
    mutating func truncateItem(_ id: String, at milliseconds: Int) throws(APIError) {
        guard let item = conversation[id] else { throw Self.noItem(id, verb: "truncate", noun: "truncating") }
        guard item.isAssistantAudio, item.milliseconds > 0 else {
            throw APIError(
                code: "unsupported_content_type", message: "Only model output audio messages can be truncated")
        }
        guard milliseconds <= item.milliseconds else {
            throw APIError(
                code: "invalid_value",
                message: "Audio content of \(item.milliseconds)ms is already shorter than \(milliseconds)ms",
                parameter: "audio_end_ms")
        }
        let perMillisecond = item.audio.readableBytes / item.milliseconds
        conversation.update(id) { item in
            item.audio.moveWriterIndex(to: item.audio.readerIndex + perMillisecond * milliseconds)
            item.milliseconds = milliseconds
            item.set("content", [["type": "output_audio"]])
        }
        send(
            "conversation.item.truncated",
            ["item_id": .string(id), "content_index": 0, "audio_end_ms": .int(milliseconds)])
    }

    private static func noItem(_ id: String, verb: String, noun: String) -> APIError {
        APIError(
            code: "item_\(verb)_invalid_item_id",
            message: "Error \(noun) item: the item with id '\(id)' does not exist.", parameter: "item_id")
    }

    /// Checks that the call of a call's output exists; gives a call an id if it has none.
    private mutating func prepareCall(_ item: inout StandInConversation.Item) throws(APIError) {
        let type = item.object["type"]?.string
        if type == "function_call", item.object["call_id"] == nil {
            item.set("call_id", .string(identifiers.next("call_")))
        }
        guard type == "function_call" || type == "function_call_output",
            let call = item.object["call_id"]?.string
        else { return }
        guard !call.isEmpty, call.utf8.allSatisfy(Self.isIdentifierByte) else {
            throw APIError(
                code: "invalid_value",
                message: "Invalid 'item.call_id': string does not match pattern. "
                    + "Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
                parameter: "item.call_id")
        }
        guard type == "function_call" || conversation.hasCall(call) else {
            throw APIError(
                code: "invalid_tool_call_id", message: "Tool call ID '\(call)' not found in conversation.",
                parameter: "item.call_id")
        }
    }

    private static func isIdentifierByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// Moves the audio out of a user's message into the item's own field, because events do not carry it.
    private func takeAudio(of item: inout StandInConversation.Item) throws(APIError) {
        guard let parts = item.object["content"]?.array else { return }
        var kept: [JSON] = []
        for (index, part) in parts.enumerated() {
            guard part["type"] == "input_audio", let text = part["audio"]?.string else {
                kept.append(part)
                continue
            }
            guard let audio = bytes(ofBase64: text) else {
                let path = "item.content[\(index)].audio"
                throw APIError(
                    code: "invalid_value", message: "Invalid '\(path)'. Expected base64-encoded audio bytes.",
                    parameter: path)
            }
            item.audio.writeImmutableBuffer(audio)
            item.milliseconds += audio.readableBytes / input.format.bytesPerMillisecond
            kept.append(["type": "input_audio", "transcript": part["transcript"] ?? .null])
        }
        item.set("content", .array(kept))
    }

    /// Whether the item is text of the user that equals what the script's next turn hears.
    private func isNextTurn(_ item: StandInConversation.Item) -> Bool {
        guard case .userText(let text) = item.prompt, !text.isEmpty else { return false }
        return configuration.script.turn(nextTurn)?.heard == text
    }

    private func prompt(of item: StandInConversation.Item) -> StandInConversation.Item.Prompt {
        switch (item.object["type"]?.string, item.object["role"]?.string) {
        case ("message", "user"): .userText(item.text)
        case ("message", "system"): .systemText(item.text)
        case ("function_call_output", _): .toolOutput(call: item.object["call_id"]?.string ?? "")
        default: .none
        }
    }
}
