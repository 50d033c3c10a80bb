/// An item of the conversation, as events show it: without its audio.
package struct ItemSummary: Sendable, Equatable {
    /// How far the item has come.
    package enum Status: String, Sendable, Equatable {
        /// It is being made.
        case inProgress = "in_progress"
        /// It is whole.
        case completed
        /// It was cut off.
        case incomplete
    }

    /// What the item is.
    package enum Kind: Sendable, Equatable {
        /// Something said; the text or transcript so far, empty when there is none yet.
        case message(ConversationItem.Role, text: String)
        /// A tool call by the model.
        case functionCall(FunctionCall)
        /// A tool's result.
        case functionCallOutput(callID: String)
        /// Anything else, by its type.
        case other(String)
    }

    /// The item's id.
    package var id: String
    /// How far it has come; nil when the server does not say.
    package var status: Status?
    /// What it is.
    package var kind: Kind
    /// Whether it is text that the model has written and not said.
    package var isWritten = false

    package init(id: String, status: Status?, kind: Kind) {
        self.id = id
        self.status = status
        self.kind = kind
    }

    init(_ fields: EventFields) throws(ServerEventError) {
        id = try fields.string("id")
        status = fields.optionalString("status").flatMap(Status.init)
        let type = try fields.string("type")
        switch type {
        case "message":
            guard let role = ConversationItem.Role(rawValue: try fields.string("role")) else {
                throw fields.missing("role")
            }
            let parts = fields.objects("content").compactMap {
                $0.optionalString("transcript") ?? $0.optionalString("text")
            }
            kind = .message(role, text: parts.joined())
            let types = fields.objects("content").compactMap { $0.optionalString("type") }
            isWritten = !types.isEmpty && types.allSatisfy { $0 == "output_text" || $0 == "text" }
        case "function_call":
            kind = .functionCall(try FunctionCall(fields, itemID: id))
        case "function_call_output":
            kind = .functionCallOutput(callID: try fields.string("call_id"))
        default:
            kind = .other(String(type.prefix(64)))
        }
    }

    /// The tool call to run: one that is whole. A call that was cut off is not to be run.
    package var completedCall: FunctionCall? {
        guard status == .completed, case .functionCall(let call) = kind else { return nil }
        return call
    }
}

/// A tool call by the model.
package struct FunctionCall: Sendable, Equatable {
    /// The item that holds the call.
    package var itemID: String
    /// The id its result is to name.
    package var callID: String
    /// The tool's name.
    package var name: String
    /// The arguments as the model wrote them: JSON text that may be invalid, or empty while in progress.
    package var arguments: String

    package init(itemID: String, callID: String, name: String, arguments: String) {
        self.itemID = itemID
        self.callID = callID
        self.name = name
        self.arguments = arguments
    }

    init(_ fields: EventFields, itemID: String) throws(ServerEventError) {
        self.itemID = itemID
        callID = try fields.string("call_id")
        name = try fields.string("name")
        arguments = fields.optionalString("arguments") ?? ""
    }
}
