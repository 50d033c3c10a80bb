package import CoraWire
package import NIOCore

extension ServerEvent {
    /// Reads one message. Unknown events become `other`, unknown fields are passed over, null counts as missing.
    ///
    /// - Throws: `ServerEventError` when it is not JSON, no event, or lacks a field CORA depends on.
    package static func decode(_ message: ByteBuffer) throws(ServerEventError) -> ServerEvent {
        try message.withUnsafeReadableBytes { bytes in
            Result { () throws(ServerEventError) in try decode(bytes) }
        }.get()
    }

    /// Reads one message, as ``decode(_:)-(ByteBuffer)`` does, from bytes that are valid within the call.
    ///
    /// - Throws: `ServerEventError` when it is not JSON, no event, or lacks a field CORA depends on.
    package static func decode(_ message: UnsafeRawBufferPointer) throws(ServerEventError) -> ServerEvent {
        let json: JSON
        do throws(JSONError) {
            json = try JSON.parse(message)
        } catch {
            throw .notJSON(error)
        }
        return try decode(json)
    }

    /// Reads one message that is already JSON.
    ///
    /// - Throws: `ServerEventError` when it is no event, or lacks a field CORA depends on.
    package static func decode(_ json: JSON) throws(ServerEventError) -> ServerEvent {
        guard let members = json.object, let type = members["type"]?.string else { throw .notAnEvent }
        let fields = EventFields(of: type, members)
        if let state = PlaybackState(rawValue: type) {
            return .playback(state, responseID: fields.optionalString("response_id") ?? "")
        }
        if let event = try session(type, fields) { return event }
        if let event = try conversation(type, fields) { return event }
        if let event = try inputAudio(type, fields) { return event }
        if let event = try response(type, fields) { return event }
        if let event = try content(type, fields) { return event }
        return .other(String(type.prefix(64)))
    }

    private static func session(_ type: String, _ fields: EventFields) throws(ServerEventError) -> ServerEvent? {
        switch type {
        case "error":
            return .error(RealtimeError(try fields.object("error")))
        case "session.created":
            return .sessionCreated(try SessionDescription(fields.object("session")))
        case "session.updated":
            return .sessionUpdated(try SessionDescription(fields.object("session")))
        case "rate_limits.updated":
            return .rateLimitsUpdated(fields.objects("rate_limits").compactMap(RateLimit.init))
        default:
            return nil
        }
    }

    private static func conversation(_ type: String, _ fields: EventFields) throws(ServerEventError) -> ServerEvent? {
        switch type {
        case "conversation.item.added":
            return .conversationItemAdded(
                try ItemSummary(fields.object("item")), previousItemID: fields.optionalString("previous_item_id"))
        case "conversation.item.done":
            return .conversationItemDone(
                try ItemSummary(fields.object("item")), previousItemID: fields.optionalString("previous_item_id"))
        case "conversation.item.truncated":
            return .conversationItemTruncated(
                itemID: try fields.string("item_id"), contentIndex: fields.index("content_index"),
                audioEndMilliseconds: try fields.milliseconds("audio_end_ms"))
        case "conversation.item.deleted":
            return .conversationItemDeleted(itemID: try fields.string("item_id"))
        case "conversation.item.input_audio_transcription.delta":
            return .inputTranscriptionDelta(
                itemID: try fields.string("item_id"), contentIndex: fields.index("content_index"),
                delta: fields.optionalString("delta") ?? "")
        case "conversation.item.input_audio_transcription.completed":
            return .inputTranscriptionCompleted(
                itemID: try fields.string("item_id"), contentIndex: fields.index("content_index"),
                transcript: try fields.text("transcript"),
                usage: fields.optionalObject("usage").flatMap(TranscriptionUsage.init))
        case "conversation.item.input_audio_transcription.failed":
            return .inputTranscriptionFailed(
                itemID: try fields.string("item_id"), contentIndex: fields.index("content_index"),
                error: RealtimeError(try fields.object("error")))
        default:
            return nil
        }
    }

    private static func inputAudio(_ type: String, _ fields: EventFields) throws(ServerEventError) -> ServerEvent? {
        switch type {
        case "input_audio_buffer.speech_started":
            return .speechStarted(
                itemID: try fields.string("item_id"), audioStartMilliseconds: try fields.milliseconds("audio_start_ms"))
        case "input_audio_buffer.speech_stopped":
            return .speechStopped(
                itemID: try fields.string("item_id"), audioEndMilliseconds: try fields.milliseconds("audio_end_ms"))
        case "input_audio_buffer.committed":
            return .inputAudioCommitted(
                itemID: try fields.string("item_id"), previousItemID: fields.optionalString("previous_item_id"))
        case "input_audio_buffer.cleared":
            return .inputAudioCleared
        case "input_audio_buffer.timeout_triggered":
            return .timeoutTriggered(
                itemID: try fields.string("item_id"), audioStartMilliseconds: try fields.milliseconds("audio_start_ms"),
                audioEndMilliseconds: try fields.milliseconds("audio_end_ms"))
        default:
            return nil
        }
    }

    private static func response(_ type: String, _ fields: EventFields) throws(ServerEventError) -> ServerEvent? {
        switch type {
        case "response.created":
            return .responseCreated(try ResponseSummary(fields.object("response")))
        case "response.done":
            return .responseDone(try ResponseSummary(fields.object("response")))
        case "response.output_item.added":
            return .outputItemAdded(
                responseID: try fields.string("response_id"), outputIndex: fields.index("output_index"),
                item: try ItemSummary(fields.object("item")))
        case "response.output_item.done":
            return .outputItemDone(
                responseID: try fields.string("response_id"), outputIndex: fields.index("output_index"),
                item: try ItemSummary(fields.object("item")))
        case "response.mcp_call.completed":
            return .remoteToolEnded(itemID: try fields.string("item_id"), succeeded: true)
        case "response.mcp_call.failed":
            return .remoteToolEnded(itemID: try fields.string("item_id"), succeeded: false)
        case "response.function_call_arguments.done":
            return .functionCallArgumentsDone(
                responseID: try fields.string("response_id"), outputIndex: fields.index("output_index"),
                call: try FunctionCall(fields, itemID: fields.string("item_id")))
        default:
            return nil
        }
    }

    private static func content(_ type: String, _ fields: EventFields) throws(ServerEventError) -> ServerEvent? {
        switch type {
        case "response.output_audio.delta":
            let base64 = try fields.string("delta")
            guard isBase64(base64) else { throw .invalidAudio }
            return .outputAudioDelta(try ContentReference(fields), base64: base64)
        case "response.output_audio.done":
            return .outputAudioDone(try ContentReference(fields))
        case "response.output_audio_transcript.delta":
            return .outputAudioTranscriptDelta(try ContentReference(fields), delta: try fields.text("delta"))
        case "response.output_audio_transcript.done":
            return .outputAudioTranscriptDone(try ContentReference(fields), transcript: try fields.text("transcript"))
        case "response.output_text.delta":
            return .outputTextDelta(try ContentReference(fields), delta: try fields.text("delta"))
        case "response.output_text.done":
            return .outputTextDone(try ContentReference(fields), text: try fields.text("text"))
        default:
            return nil
        }
    }

    private static func isBase64(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { Base64.decodedCount(UnsafeRawBufferPointer($0)) != nil }
    }
}

extension RealtimeError {
    /// Takes every field as optional, so that no error is lost because of its form.
    init(_ fields: EventFields) {
        self.init(
            type: fields.optionalString("type") ?? "",
            code: fields.optionalString("code"),
            message: fields.optionalString("message") ?? "",
            param: fields.optionalString("param"),
            eventID: fields.optionalString("event_id"))
    }
}

extension ContentReference {
    fileprivate init(_ fields: EventFields) throws(ServerEventError) {
        self.init(
            responseID: try fields.string("response_id"), itemID: try fields.string("item_id"),
            contentIndex: fields.index("content_index"))
    }
}

extension RateLimit {
    /// Nil when the limit has no name.
    fileprivate init?(_ fields: EventFields) {
        guard let name = fields.optionalString("name") else { return nil }
        self.init(
            name: name, limit: fields.count("limit"), remaining: fields.count("remaining"),
            resetSeconds: fields.optionalDouble("reset_seconds") ?? 0)
    }
}
