import CoraWire
import NIOCore
import Testing

@testable import CoraRealtime

struct ServerEventTests {
    private static let spoken = ContentReference(responseID: "resp_C3", itemID: "item_B2", contentIndex: 0)
    private static let callOfOrder = FunctionCall(
        itemID: "item_F1", callID: "call_D4", name: "lookup_order", arguments: #"{"order":"A17"}"#)

    /// The shapes of the reference, one event each.
    static let examples: [(String, ServerEvent)] = [
        (
            #"{"type":"session.updated","event_id":"event_2","session":{"type":"realtime","id":"sess_A1"}}"#,
            .sessionUpdated(SessionDescription(id: "sess_A1", raw: ["type": "realtime", "id": "sess_A1"]))
        ),
        (
            #"{"type":"session.created","session":{"id":"sess_A1","model":"gpt-realtime-2.1-mini","expires_at":17}}"#,
            .sessionCreated(
                SessionDescription(
                    id: "sess_A1", model: "gpt-realtime-2.1-mini", expiresAt: 17,
                    raw: ["id": "sess_A1", "model": "gpt-realtime-2.1-mini", "expires_at": 17]))
        ),
        (
            #"{"type":"input_audio_buffer.speech_started","audio_start_ms":1840,"item_id":"item_U1"}"#,
            .speechStarted(itemID: "item_U1", audioStartMilliseconds: 1840)
        ),
        (
            #"{"type":"input_audio_buffer.speech_stopped","audio_end_ms":4020,"item_id":"item_U1"}"#,
            .speechStopped(itemID: "item_U1", audioEndMilliseconds: 4020)
        ),
        (
            #"{"type":"input_audio_buffer.committed","item_id":"item_U1","previous_item_id":null}"#,
            .inputAudioCommitted(itemID: "item_U1", previousItemID: nil)
        ),
        (#"{"type":"input_audio_buffer.cleared","event_id":"event_5"}"#, .inputAudioCleared),
        (
            #"{"type":"conversation.item.added","previous_item_id":null,"item":{"id":"item_U1","type":"message","#
                + #""role":"user","status":"completed","content":[{"type":"input_audio","transcript":null}]}}"#,
            .conversationItemAdded(
                ItemSummary(id: "item_U1", status: .completed, kind: .message(.user, text: "")), previousItemID: nil)
        ),
        (
            #"{"type":"conversation.item.done","previous_item_id":"item_F1","item":{"id":"item_O1","#
                + #""type":"function_call_output","call_id":"call_D4","output":"{}"}}"#,
            .conversationItemDone(
                ItemSummary(id: "item_O1", status: nil, kind: .functionCallOutput(callID: "call_D4")),
                previousItemID: "item_F1")
        ),
        (
            #"{"type":"response.created","response":{"object":"realtime.response","id":"resp_C3","#
                + #""status":"in_progress","status_details":null,"output":[],"conversation_id":"conv_E5","#
                + #""output_modalities":["audio"],"max_output_tokens":"inf","usage":null,"metadata":null}}"#,
            .responseCreated(ResponseSummary(id: "resp_C3", status: .inProgress, conversationID: "conv_E5"))
        ),
        (
            #"{"type":"response.output_item.added","response_id":"resp_C3","output_index":0,"item":{"id":"item_B2","#
                + #""type":"message","role":"assistant","status":"in_progress","content":[]}}"#,
            .outputItemAdded(
                responseID: "resp_C3", outputIndex: 0,
                item: ItemSummary(id: "item_B2", status: .inProgress, kind: .message(.assistant, text: "")))
        ),
        (
            #"{"type":"response.content_part.added","response_id":"resp_C3","item_id":"item_B2","output_index":0,"#
                + #""content_index":0,"part":{"type":"audio","transcript":""}}"#,
            .other("response.content_part.added")
        ),
        (
            #"{"type":"response.output_audio.delta","response_id":"resp_C3","item_id":"item_B2","output_index":0,"#
                + #""content_index":0,"delta":"/////w=="}"#,
            .outputAudioDelta(spoken, base64: "/////w==")
        ),
        (
            #"{"type":"response.output_audio_transcript.delta","response_id":"resp_C3","item_id":"item_B2","#
                + #""output_index":0,"content_index":0,"delta":"Hello","obfuscation":"xyz"}"#,
            .outputAudioTranscriptDelta(spoken, delta: "Hello")
        ),
        (
            #"{"type":"response.output_audio.done","response_id":"resp_C3","item_id":"item_B2","output_index":0,"#
                + #""content_index":0}"#,
            .outputAudioDone(spoken)
        ),
        (
            #"{"type":"response.output_audio_transcript.done","response_id":"resp_C3","item_id":"item_B2","#
                + #""output_index":0,"content_index":0,"transcript":"Hello, Acme here."}"#,
            .outputAudioTranscriptDone(spoken, transcript: "Hello, Acme here.")
        ),
        (
            #"{"type":"response.content_part.done","response_id":"resp_C3","item_id":"item_B2","output_index":0,"#
                + #""content_index":0,"part":{"type":"audio","transcript":"Hello, Acme here."}}"#,
            .other("response.content_part.done")
        ),
        (
            #"{"type":"response.output_text.delta","response_id":"resp_C3","item_id":"item_B2","delta":"Bil"}"#,
            .outputTextDelta(spoken, delta: "Bil")
        ),
        (
            #"{"type":"response.output_text.done","response_id":"resp_C3","item_id":"item_B2","text":"Billing"}"#,
            .outputTextDone(spoken, text: "Billing")
        ),
        (
            #"{"type":"response.output_item.done","response_id":"resp_C3","output_index":0,"item":{"id":"item_B2","#
                + #""type":"message","role":"assistant","status":"completed","#
                + #""content":[{"type":"output_audio","transcript":"Hello, Acme here."}]}}"#,
            .outputItemDone(
                responseID: "resp_C3", outputIndex: 0,
                item: ItemSummary(
                    id: "item_B2", status: .completed, kind: .message(.assistant, text: "Hello, Acme here.")))
        ),
        (
            #"{"type":"response.output_item.done","response_id":"resp_F6","output_index":1,"item":{"id":"item_F1","#
                + #""type":"function_call","status":"completed","call_id":"call_D4","name":"lookup_order","#
                + #""arguments":"{\"order\":\"A17\"}"}}"#,
            .outputItemDone(
                responseID: "resp_F6", outputIndex: 1,
                item: ItemSummary(id: "item_F1", status: .completed, kind: .functionCall(callOfOrder)))
        ),
        (
            #"{"type":"response.done","response":{"object":"realtime.response","id":"resp_C3","#
                + #""status":"cancelled","status_details":{"type":"cancelled","reason":"turn_detected"},"#
                + #""output":[],"conversation_id":"conv_E5","usage":null,"metadata":null}}"#,
            .responseDone(
                ResponseSummary(
                    id: "resp_C3", status: .cancelled, reason: .turnDetected, conversationID: "conv_E5"))
        ),
        (
            #"{"type":"conversation.item.truncated","item_id":"item_B2","content_index":0,"audio_end_ms":1240}"#,
            .conversationItemTruncated(itemID: "item_B2", contentIndex: 0, audioEndMilliseconds: 1240)
        ),
        (
            #"{"type":"conversation.item.deleted","item_id":"item_B2"}"#, .conversationItemDeleted(itemID: "item_B2")
        ),
        (
            #"{"type":"response.function_call_arguments.delta","response_id":"resp_F6","item_id":"item_F1","#
                + #""output_index":0,"call_id":"call_D4","delta":"{\"order\":"}"#,
            .other("response.function_call_arguments.delta")
        ),
        (
            #"{"type":"response.function_call_arguments.done","response_id":"resp_F6","item_id":"item_F1","#
                + #""output_index":0,"call_id":"call_D4","name":"lookup_order","arguments":"{\"order\":\"A17\"}"}"#,
            .functionCallArgumentsDone(responseID: "resp_F6", outputIndex: 0, call: callOfOrder)
        ),
        (
            #"{"type":"conversation.item.input_audio_transcription.delta","item_id":"item_U1","delta":"Where"}"#,
            .inputTranscriptionDelta(itemID: "item_U1", contentIndex: 0, delta: "Where")
        ),
        (
            #"{"type":"conversation.item.input_audio_transcription.completed","item_id":"item_U1","#
                + #""content_index":0,"transcript":"Where is order A17?","usage":{"type":"tokens","#
                + #""total_tokens":33,"input_tokens":22,"input_token_details":{"audio_tokens":22,"#
                + #""text_tokens":0},"output_tokens":11}}"#,
            .inputTranscriptionCompleted(
                itemID: "item_U1", contentIndex: 0, transcript: "Where is order A17?",
                usage: .tokens(audioInput: 22, textInput: 0, output: 11))
        ),
        (
            #"{"type":"conversation.item.input_audio_transcription.completed","item_id":"item_U1","#
                + #""content_index":0,"transcript":"Hi","usage":{"type":"duration","seconds":4.1}}"#,
            .inputTranscriptionCompleted(itemID: "item_U1", contentIndex: 0, transcript: "Hi", usage: .seconds(4.1))
        ),
        (
            #"{"type":"conversation.item.input_audio_transcription.failed","item_id":"item_U1","content_index":0,"#
                + #""error":{"type":"transcription_error","code":"audio_unintelligible","#
                + #""message":"Could not transcribe.","param":null}}"#,
            .inputTranscriptionFailed(
                itemID: "item_U1", contentIndex: 0,
                error: RealtimeError(
                    type: "transcription_error", code: "audio_unintelligible", message: "Could not transcribe."))
        ),
        (
            #"{"type":"input_audio_buffer.timeout_triggered","audio_start_ms":9000,"audio_end_ms":15010,"#
                + #""item_id":"item_U3"}"#,
            .timeoutTriggered(itemID: "item_U3", audioStartMilliseconds: 9000, audioEndMilliseconds: 15_010)
        ),
        (
            #"{"type":"response.done","response":{"object":"realtime.response","id":"resp_G7","status":"failed","#
                + #""status_details":{"type":"failed","error":{"type":"invalid_request_error","#
                + #""code":"insufficient_quota","message":"You exceeded your current quota."}},"output":[],"#
                + #""usage":{"total_tokens":0,"input_tokens":0,"output_tokens":0}}}"#,
            .responseDone(
                ResponseSummary(
                    id: "resp_G7", status: .failed,
                    error: RealtimeError(
                        type: "invalid_request_error", code: "insufficient_quota",
                        message: "You exceeded your current quota."),
                    usage: TokenUsage()))
        ),
        (
            #"{"type":"rate_limits.updated","rate_limits":[{"name":"tokens","limit":40000,"remaining":39120,"#
                + #""reset_seconds":1.3}]}"#,
            .rateLimitsUpdated([RateLimit(name: "tokens", limit: 40_000, remaining: 39_120, resetSeconds: 1.3)])
        ),
        (
            #"{"type":"error","event_id":"event_9","error":{"type":"invalid_request_error","#
                + #""code":"unknown_parameter","message":"Unknown parameter: 'session.colour'.","#
                + #""param":"session.colour","event_id":"cfg-1"}}"#,
            .error(
                RealtimeError(
                    type: "invalid_request_error", code: "unknown_parameter",
                    message: "Unknown parameter: 'session.colour'.", param: "session.colour", eventID: "cfg-1"))
        ),
    ]

    @Test(arguments: examples)
    func `each shape of the reference is read`(_ text: String, _ event: ServerEvent) throws {
        #expect(try decode(text) == event)
    }

    @Test func `a finished response has its usage by kind, its items and its calls`() throws {
        let event = try decode(
            #"{"type":"response.done","response":{"id":"resp_C3","status":"completed","status_details":null,"#
                + #""conversation_id":null,"metadata":{"topic":"intent"},"output":[{"id":"item_B2","type":"message","#
                + #""role":"assistant","status":"completed","content":[{"type":"output_audio","transcript":"One "},"#
                + #"{"type":"output_text","text":"moment."}]},{"id":"item_F1","type":"function_call","#
                + #""status":"completed","call_id":"call_D4","name":"lookup_order","arguments":"{}"},"#
                + #"{"id":"item_F2","type":"function_call","status":"incomplete","call_id":"call_D5","#
                + #""name":"lookup_order","arguments":"{"},{"id":"item_M1","type":"mcp_call"},{"type":"message"}],"#
                + #""usage":{"total_tokens":311,"input_tokens":245,"output_tokens":66,"input_token_details":"#
                + #"{"text_tokens":215,"audio_tokens":30,"image_tokens":0,"cached_tokens":192,"#
                + #""cached_tokens_details":{"text_tokens":190,"audio_tokens":2,"image_tokens":0}},"#
                + #""output_token_details":{"text_tokens":18,"audio_tokens":48}}}}"#)
        guard case .responseDone(let response) = event else {
            Issue.record("not a finished response")
            return
        }
        #expect(response.status == .completed)
        #expect(response.isOutOfBand)
        #expect(response.metadata == ["topic": "intent"])
        #expect(response.output.map(\.id) == ["item_B2", "item_F1", "item_F2", "item_M1"])
        #expect(response.output.first?.kind == .message(.assistant, text: "One moment."))
        #expect(response.output.last?.kind == .other("mcp_call"))
        #expect(response.completedCalls.map(\.callID) == ["call_D4"])
        #expect(
            response.usage
                == TokenUsage(
                    total: 311, input: 245, output: 66, cached: 192, inputDetails: .init(text: 215, audio: 30),
                    cachedDetails: .init(text: 190, audio: 2), outputDetails: .init(text: 18, audio: 48)))
    }

    @Test func `how a response ended is told apart`() throws {
        func ending(_ status: String, _ reason: String) throws -> ResponseSummary? {
            let event = try decode(
                #"{"type":"response.done","response":{"id":"r","status":"\#(status)","#
                    + #""status_details":{"type":"\#(status)","reason":"\#(reason)"}}}"#)
            guard case .responseDone(let response) = event else { return nil }
            return response
        }
        #expect(try ending("cancelled", "client_cancelled")?.reason == .clientCancelled)
        #expect(try ending("incomplete", "max_output_tokens")?.reason == .maxOutputTokens)
        #expect(try ending("incomplete", "content_filter")?.status == .incomplete)
        #expect(try ending("incomplete", "content_filter")?.reason == .contentFilter)
        #expect(try ending("evaporated", "weather")?.status == .other("evaporated"))
        #expect(try ending("evaporated", "weather")?.reason == .other("weather"))
        #expect(try ending("cancelled", "turn_detected")?.isOutOfBand == false)
    }

    @Test func `nulls and unknown fields do no harm`() throws {
        #expect(
            try decode(#"{"type":"error","error":{"type":null,"code":null,"message":null,"new":[1]}}"#)
                == .error(RealtimeError(type: "", code: nil, message: "")))
        #expect(
            try decode(
                #"{"type":"conversation.item.input_audio_transcription.completed","item_id":"i","transcript":null,"#
                    + #""usage":null,"content_index":null}"#)
                == .inputTranscriptionCompleted(itemID: "i", contentIndex: 0, transcript: "", usage: nil))
        #expect(try decode(#"{"type":"rate_limits.updated","rate_limits":null}"#) == .rateLimitsUpdated([]))
        #expect(try decode(#"{"type":"rate_limits.updated","rate_limits":[7,{}]}"#) == .rateLimitsUpdated([]))
        #expect(
            try decode(
                #"{"type":"response.done","response":{"id":"r","status":"failed","output":null,"usage":"#
                    + #"{"total_tokens":-5,"input_tokens":9223372036854775807,"output_tokens":null}}}"#)
                == .responseDone(
                    ResponseSummary(id: "r", status: .failed, usage: TokenUsage(total: 0, input: 1 << 40))))
    }

    @Test func `unknown events are other, named in 64 characters at most`() throws {
        #expect(try decode(#"{"type":"response.sparkled","delta":{}}"#) == .other("response.sparkled"))
        #expect(try decode(#"{"type":""}"#) == .other(""))
        let long = String(repeating: "x", count: 5000)
        #expect(try decode(#"{"type":"\#(long)"}"#) == .other(String(repeating: "x", count: 64)))
    }

    @Test(arguments: [
        (#"{"type":"error"}"#, "error", "error"),
        (#"{"type":"session.created","session":{}}"#, "session.created", "session.id"),
        (#"{"type":"session.updated","session":null}"#, "session.updated", "session"),
        (
            #"{"type":"input_audio_buffer.speech_started","item_id":"i"}"#, "input_audio_buffer.speech_started",
            "audio_start_ms"
        ),
        (
            #"{"type":"input_audio_buffer.speech_stopped","audio_end_ms":1,"item_id":null}"#,
            "input_audio_buffer.speech_stopped", "item_id"
        ),
        (#"{"type":"response.done","response":{"id":"r"}}"#, "response.done", "response.status"),
        (
            #"{"type":"response.output_item.done","response_id":"r","item":{"id":"i","type":"message"}}"#,
            "response.output_item.done", "item.role"
        ),
        (
            #"{"type":"response.output_item.done","response_id":"r","item":{"id":"i","type":"function_call"}}"#,
            "response.output_item.done", "item.call_id"
        ),
        (
            #"{"type":"response.output_audio_transcript.delta","response_id":"r","item_id":"i"}"#,
            "response.output_audio_transcript.delta", "delta"
        ),
        (
            #"{"type":"conversation.item.truncated","item_id":"i","audio_end_ms":1.5}"#,
            "conversation.item.truncated", "audio_end_ms"
        ),
    ])
    func `a missing field is named`(_ text: String, _ event: String, _ field: String) {
        #expect(throws: ServerEventError.missingField(event: event, field: field)) { try decode(text) }
    }

    @Test(arguments: [Int.min, -1, 7, Int.max])
    func `positions in the audio are kept where sums of them cannot overflow`(_ milliseconds: Int) throws {
        let kept = min(max(milliseconds, 0), 1 << 40)
        let event = try decode(
            #"{"type":"input_audio_buffer.speech_stopped","item_id":"i","audio_end_ms":\#(milliseconds)}"#)
        #expect(event == .speechStopped(itemID: "i", audioEndMilliseconds: kept))
        let start = try decode(
            #"{"type":"input_audio_buffer.speech_started","item_id":"i","audio_start_ms":\#(milliseconds)}"#)
        #expect(start == .speechStarted(itemID: "i", audioStartMilliseconds: kept))
    }

    @Test(arguments: ["[]", "7", "null", "{}", #"{"type":7}"#, #"{"type":null}"#])
    func `what is no event says so`(_ text: String) {
        #expect(throws: ServerEventError.notAnEvent) { try decode(text) }
    }

    @Test(arguments: ["", "{", #"{"type":"error"} {}"#, "\u{0}"])
    func `what is no JSON says so`(_ text: String) {
        let error = #expect(throws: ServerEventError.self) { try decode(text) }
        guard case .notJSON = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    private func decode(_ text: String) throws(ServerEventError) -> ServerEvent {
        try ServerEvent.decode(ByteBuffer(string: text))
    }
}
