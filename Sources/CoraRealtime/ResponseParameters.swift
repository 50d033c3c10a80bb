import CoraCall
package import CoraTenant

/// What one response does differently from the session. A field that is nil stays as the session has it.
package struct ResponseParameters: Sendable, Equatable {
    /// Which conversation a response belongs to.
    package enum Conversation: String, Sendable, Equatable {
        /// The call's own: its items are kept.
        case main = "auto"
        /// None: it runs beside the call and leaves no items. Its events carry its `metadata`.
        case outOfBand = "none"
    }

    /// One element of the context that replaces the conversation.
    package enum Input: Sendable, Equatable {
        /// An item of the conversation, by id.
        case reference(String)
        /// An item given here.
        case item(ConversationItem)
    }

    /// What the model produces.
    package enum Modality: String, Sendable, Equatable {
        /// Speech, with its transcript.
        case audio
        /// Text alone.
        case text
    }

    /// Which conversation it belongs to.
    package var conversation: Conversation?
    /// Replaces the session's instructions for this response.
    package var instructions: String?
    /// Replaces the conversation as context; empty means no context.
    package var input: [Input]?
    /// What to produce.
    package var outputModality: Modality?
    /// Replaces the session's tools; empty means none.
    package var tools: [ToolDescription]?
    /// How freely tools may be called.
    package var toolChoice: ToolChoice?
    /// Returned in the response's events: at most 16 pairs, keys of 64 and values of 512 characters.
    package var metadata: [String: String]?
    /// Most tokens, 1 to 4096.
    package var maxOutputTokens: Int?

    package init(
        conversation: Conversation? = nil,
        instructions: String? = nil,
        input: [Input]? = nil,
        outputModality: Modality? = nil,
        tools: [ToolDescription]? = nil,
        toolChoice: ToolChoice? = nil,
        metadata: [String: String]? = nil,
        maxOutputTokens: Int? = nil
    ) {
        self.conversation = conversation
        self.instructions = instructions
        self.input = input
        self.outputModality = outputModality
        self.tools = tools
        self.toolChoice = toolChoice
        self.metadata = metadata
        self.maxOutputTokens = maxOutputTokens
    }

    var json: OrderedJSON {
        [
            "conversation": conversation.map { .string($0.rawValue) },
            "instructions": instructions.map(OrderedJSON.string),
            "input": input.map { .array($0.map(\.json)) },
            "output_modalities": outputModality.map { .strings([$0.rawValue]) },
            "tools": tools.map { .array($0.map(\.json)) },
            "tool_choice": toolChoice?.json,
            "metadata": metadata.map(Self.json),
            "max_output_tokens": maxOutputTokens.map(OrderedJSON.int),
        ]
    }

    private static func json(_ metadata: [String: String]) -> OrderedJSON {
        let pairs = metadata.sorted { $0.key < $1.key }
        return .object(pairs.map { .init(key: $0.key, value: .string($0.value)) })
    }
}

extension ResponseParameters.Input {
    fileprivate var json: OrderedJSON {
        switch self {
        case .reference(let id): ["type": "item_reference", "id": .string(id)]
        case .item(let item): item.json
        }
    }
}
