/// A response as `response.created` and `response.done` describe it.
package struct ResponseSummary: Sendable, Equatable {
    /// How far it has come, or how it ended.
    package enum Status: Sendable, Equatable {
        /// It has begun.
        case inProgress
        /// It ended well. A response that calls tools ends well too.
        case completed
        /// It was stopped.
        case cancelled
        /// It failed; `error` says why. The caller heard nothing of it.
        case failed
        /// It was cut off at a limit.
        case incomplete
        /// A status that CORA does not know, cut to 64 characters.
        case other(String)
    }

    /// Why it was stopped or cut off.
    package enum Reason: Sendable, Equatable {
        /// The caller spoke.
        case turnDetected
        /// The client cancelled it.
        case clientCancelled
        /// It reached its limit of tokens.
        case maxOutputTokens
        /// The content filter stopped it.
        case contentFilter
        /// A reason that CORA does not know, cut to 64 characters.
        case other(String)
    }

    /// The response's id.
    package var id: String
    /// How far it has come, or how it ended.
    package var status: Status
    /// Why it was stopped or cut off.
    package var reason: Reason?
    /// Why it failed.
    package var error: RealtimeError?
    /// The conversation it belongs to; nil when it belongs to none, or the server does not say.
    package var conversationID: String?
    /// Whether the server says that it belongs to no conversation. Its audio is not for the caller.
    package var isOutOfBand: Bool
    /// The metadata given when it was asked for.
    package var metadata: [String: String]
    /// What it cost; nil while in progress, and for some that failed.
    package var usage: TokenUsage?
    /// The items it made; nothing while in progress.
    package var output: [ItemSummary]

    package init(
        id: String,
        status: Status,
        reason: Reason? = nil,
        error: RealtimeError? = nil,
        conversationID: String? = nil,
        isOutOfBand: Bool = false,
        metadata: [String: String] = [:],
        usage: TokenUsage? = nil,
        output: [ItemSummary] = []
    ) {
        self.id = id
        self.status = status
        self.reason = reason
        self.error = error
        self.conversationID = conversationID
        self.isOutOfBand = isOutOfBand
        self.metadata = metadata
        self.usage = usage
        self.output = output
    }

    init(_ fields: EventFields) throws(ServerEventError) {
        id = try fields.string("id")
        status = Status(try fields.string("status"))
        let details = fields.optionalObject("status_details")
        reason = details?.optionalString("reason").map(Reason.init)
        error = details?.optionalObject("error").map { RealtimeError($0) }
        conversationID = fields.optionalString("conversation_id")
        isOutOfBand = fields.isNull("conversation_id")
        metadata = fields.optionalObject("metadata")?.strings ?? [:]
        usage = fields.optionalObject("usage").map(TokenUsage.init)
        // An item of the summary that cannot be read was already reported by its own event.
        output = fields.objects("output").compactMap { try? ItemSummary($0) }
    }

    /// The tool calls to run, in order: those that are whole.
    package var completedCalls: [FunctionCall] {
        output.compactMap(\.completedCall)
    }
}

extension ResponseSummary.Status {
    fileprivate init(_ text: String) {
        self =
            switch text {
            case "in_progress": .inProgress
            case "completed": .completed
            case "cancelled": .cancelled
            case "failed": .failed
            case "incomplete": .incomplete
            default: .other(String(text.prefix(64)))
            }
    }
}

extension ResponseSummary.Reason {
    fileprivate init(_ text: String) {
        self =
            switch text {
            case "turn_detected": .turnDetected
            case "client_cancelled": .clientCancelled
            case "max_output_tokens": .maxOutputTokens
            case "content_filter": .contentFilter
            default: .other(String(text.prefix(64)))
            }
    }
}
