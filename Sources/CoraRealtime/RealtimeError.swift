/// An error the server reports: in an `error` event, as the reason of a failed response, or of a failed transcription.
package struct RealtimeError: Error, Sendable, Equatable {
    /// What an error means for the call.
    package enum Severity: Sendable, Equatable {
        /// A harmless race; count it and go on.
        case benign
        /// A response or request failed; the session lives.
        case response
        /// This session cannot serve the call. Whether a new one can, `ModelCloseReason` tells.
        case fatal
    }

    /// The class of error, `invalid_request_error` or `server_error`; empty when the server names none.
    package var type: String
    /// The particular error, such as `session_expired`; nil when the server sends none.
    package var code: String?
    /// The reason in the server's words.
    package var message: String
    /// The path of the field at fault.
    package var param: String?
    /// The id of the client event at fault; nil when it had none.
    package var eventID: String?

    package init(type: String, code: String?, message: String, param: String? = nil, eventID: String? = nil) {
        self.type = type
        self.code = code
        self.message = message
        self.param = param
        self.eventID = eventID
    }

    /// What the error means for the call. An unknown code counts as `response`.
    ///
    /// The code decides first; then the event at fault, told by its id (`EventIDs`); then the field. Any error for a
    /// `session.update` is fatal, because it refuses the whole update, tools and formats with it.
    package var severity: Severity {
        let kind = eventID.flatMap(ClientEvent.Kind.init(eventID:))
        if Self.fatalCodes.contains(code ?? "") || kind == .sessionUpdate || lacksCredentials { return .fatal }
        if let param, param == "session" || param.hasPrefix("session.") { return .fatal }
        if Self.benignCodes.contains(code ?? "") || isTruncationRace { return .benign }
        switch kind {
        case .conversationItemTruncate, .conversationItemDelete, .responseCancel, .inputAudioBufferCommit,
            .inputAudioBufferClear:
            return type == "server_error" ? .response : .benign
        case .sessionUpdate, .conversationItemCreate, .responseCreate, nil:
            // A refused append costs 20 ms of audio, and names no event.
            return kind == nil && param == "audio" ? .benign : .response
        }
    }

    /// Whether a new session may do without this error: it is about this session's age or luck, and not about the key,
    /// the model, the account or what we asked for.
    package var passes: Bool {
        guard severity == .fatal else { return true }
        return code == "session_expired" || type == "server_error"
    }

    private static let fatalCodes: Set<String> = [
        "invalid_api_key", "invalid_model", "missing_model", "model_not_found", "beta_api_shape_disabled",
        "session_expired", "insufficient_quota", "cannot_update_voice", "call_id_not_found",
    ]

    private static let benignCodes: Set<String> = [
        "response_cancel_not_active", "conversation_already_has_active_response", "unsupported_content_type",
        "input_audio_buffer_commit_empty", "item_truncate_invalid_item_id", "item_delete_invalid_item_id",
        "item_retrieve_invalid_item_id",
    ]

    /// Whether the API key is missing or refused. The error for a missing key has no code.
    private var lacksCredentials: Bool {
        type == "authentication_error" || (code == nil && message.hasPrefix("Missing bearer"))
    }

    /// "Audio content of 3700ms is already shorter than 3760ms": the truncation asked for more than was sent.
    private var isTruncationRace: Bool {
        code == "invalid_value" && (param == "audio_end_ms" || message.contains("already shorter than"))
    }
}

extension RealtimeError: CustomStringConvertible {
    /// The code (or type) and the server's words, for logs.
    package var description: String {
        let name = code ?? type
        return name.isEmpty ? message : "\(name): \(message)"
    }
}
