/// An item the client puts into the conversation: something said, or a tool call and its result.
package struct ConversationItem: Sendable, Equatable {
    /// Most characters of a client-chosen id that the API is known to take.
    package static let maximumIDLength = 32

    /// Who said a message.
    package enum Role: String, Sendable, Equatable, CaseIterable {
        /// The application.
        case system
        /// The caller.
        case user
        /// The model.
        case assistant
    }

    /// What the item is.
    package enum Content: Sendable, Equatable {
        /// Text, as `output_text` for the assistant and `input_text` for the others. The client cannot create
        /// assistant audio.
        case message(Role, String)
        /// A tool call the model made; `arguments` is JSON text.
        case functionCall(callID: String, name: String, arguments: String)
        /// A tool's result, for the call of that id (`[a-zA-Z0-9_-]+`).
        case functionCallOutput(callID: String, output: String)
    }

    /// The item's id, at most `maximumIDLength` characters; nil lets the server choose.
    package var id: String?
    /// What the item is.
    package var content: Content

    package init(id: String? = nil, _ content: Content) {
        self.id = id
        self.content = content
    }

    var json: OrderedJSON {
        let id = id.map(OrderedJSON.string)
        switch content {
        case .message(let role, let text):
            let kind: OrderedJSON = role == .assistant ? "output_text" : "input_text"
            return [
                "id": id, "type": "message", "role": .string(role.rawValue),
                "content": [["type": kind, "text": .string(text)]],
            ]
        case .functionCall(let callID, let name, let arguments):
            return [
                "id": id, "type": "function_call", "call_id": .string(callID), "name": .string(name),
                "arguments": .string(arguments),
            ]
        case .functionCallOutput(let callID, let output):
            return [
                "id": id, "type": "function_call_output", "call_id": .string(callID), "output": .string(output),
            ]
        }
    }
}
