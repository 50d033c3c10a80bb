import Testing

@testable import CoraRealtime

struct RealtimeErrorTests {
    static let table: [(RealtimeError, RealtimeError.Severity)] = [
        (.made("response_cancel_not_active"), .benign),
        (.made("conversation_already_has_active_response"), .benign),
        (.made("conversation_already_has_active_response", event: "response.create-3"), .benign),
        (.made("unsupported_content_type"), .benign),
        (.made("input_audio_buffer_commit_empty"), .benign),
        (.made("item_truncate_invalid_item_id"), .benign),
        (.made("item_delete_invalid_item_id"), .benign),
        (.made("item_retrieve_invalid_item_id"), .benign),
        (.made("invalid_value", "Audio content of 3700ms is already shorter than 3760ms"), .benign),
        (.made("invalid_value", param: "audio_end_ms"), .benign),
        (.made("integer_below_min_value", event: "conversation.item.truncate-9"), .benign),
        (.made("unheard_of", event: "response.cancel-9"), .benign),
        (.made("invalid_value", "Bad base64.", param: "audio"), .benign),

        (.made("rate_limit_exceeded"), .response),
        (.made(nil, "The server had an error.", type: "server_error"), .response),
        (.made(nil, "The server had an error.", type: "server_error", event: "response.cancel-2"), .response),
        (.made("server_error", event: "response.create-4"), .response),
        (.made("content_filter"), .response),
        (.made("invalid_tool_call_id", event: "conversation.item.create-4"), .response),
        (.made("invalid_value", "Invalid value: 'x'.", param: "type"), .response),
        (.made("invalid_json"), .response),
        (.made("unheard_of"), .response),
        (.made(nil), .response),

        (.made("invalid_api_key"), .fatal),
        (.made(nil, "Missing bearer or basic authentication in header"), .fatal),
        (.made("invalid_model"), .fatal),
        (.made("missing_model"), .fatal),
        (.made("beta_api_shape_disabled"), .fatal),
        (.made("session_expired"), .fatal),
        (.made("insufficient_quota"), .fatal),
        (.made("cannot_update_voice"), .fatal),
        (.made("unknown_parameter", "Unknown parameter: 'session.colour'.", param: "session.colour"), .fatal),
        (.made("missing_required_parameter", param: "session.audio.output.format.rate"), .fatal),
        (.made("anything", event: "session.update-1"), .fatal),
        (.made(nil, type: "server_error", event: "session.update-1"), .fatal),
    ]

    @Test(arguments: table)
    func `each error has its severity`(_ error: RealtimeError, _ severity: RealtimeError.Severity) {
        #expect(error.severity == severity)
    }

    static let closes: [(code: UInt16?, text: String, expected: ModelCloseReason, isReconnectable: Bool)] = [
        (1000, "", .finished, true),
        (1001, "Your session hit the maximum duration of 60 minutes.", .sessionExpired, true),
        (1001, "", .serverUnavailable, true),
        (1011, "", .serverUnavailable, true),
        (1012, "", .serverUnavailable, true),
        (1013, "", .serverUnavailable, true),
        (nil, "", .connectionLost, true),
        (1005, "", .connectionLost, true),
        (1006, "", .connectionLost, true),
        (1015, "", .connectionLost, true),
        (3000, "invalid_request_error.invalid_api_key", .authenticationFailed, false),
        (3000, "invalid_request_error", .authenticationFailed, false),
        (4000, "invalid_request_error.invalid_model", .modelRefused, false),
        (4000, "invalid_request_error.missing_model", .modelRefused, false),
        (
            4000, "invalid_request_error.beta_api_shape_disabled", .requestRefused("beta_api_shape_disabled"), false
        ),
        (4000, "", .requestRefused(""), false),
        (1002, "", .other(code: 1002), true),
        (1009, "", .other(code: 1009), true),
        (4999, "x", .other(code: 4999), true),
    ]

    @Test(arguments: closes)
    func `each close code has its reason`(
        _ row: (code: UInt16?, text: String, expected: ModelCloseReason, isReconnectable: Bool)
    ) {
        let reason = ModelCloseReason(code: row.code, reason: row.text)
        #expect(reason == row.expected)
        #expect(reason.isReconnectable == row.isReconnectable)
        #expect(!reason.description.isEmpty)
    }
}

extension RealtimeError {
    fileprivate static func made(
        _ code: String?, _ message: String = "", type: String = "invalid_request_error", param: String? = nil,
        event: String? = nil
    ) -> RealtimeError {
        RealtimeError(type: type, code: code, message: message, param: param, eventID: event)
    }
}
