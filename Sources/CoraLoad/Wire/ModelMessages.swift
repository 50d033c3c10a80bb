import CoraWire
import NIOCore

/// What the Realtime API sends (Realtime server events), as far as a load test needs it.
enum ModelMessages {
    static let sessionCreated = event("session.created", #""session":{"type":"realtime","id":"sess_load"}"#)
    static let sessionUpdated = event("session.updated", #""session":{"type":"realtime","id":"sess_load"}"#)

    static func speechStarted(_ turn: Int, at milliseconds: Int) -> ByteBuffer {
        event(
            "input_audio_buffer.speech_started",
            #""item_id":"item_caller_\#(turn)","audio_start_ms":\#(milliseconds)"#)
    }

    static func speechStopped(_ turn: Int, at milliseconds: Int) -> ByteBuffer {
        event(
            "input_audio_buffer.speech_stopped", #""item_id":"item_caller_\#(turn)","audio_end_ms":\#(milliseconds)"#)
    }

    static func committed(_ turn: Int) -> ByteBuffer {
        event(
            "input_audio_buffer.committed", #""item_id":"item_caller_\#(turn)","previous_item_id":null"#)
    }

    static func transcript(_ turn: Int) -> ByteBuffer {
        event(
            "conversation.item.input_audio_transcription.completed",
            #""item_id":"item_caller_\#(turn)","content_index":0,"transcript":"And what does the house cost?""#)
    }

    static func responseCreated(_ response: String) -> ByteBuffer {
        event(
            "response.created",
            #""response":{"id":"\#(response)","status":"in_progress","conversation_id":"conv_1","output":[]}"#)
    }

    static func messageAdded(_ item: String, of response: String) -> ByteBuffer {
        itemEvent("response.output_item.added", response, message(item, "in_progress", said: nil))
    }

    /// 100 ms of audio.
    static func delta(_ audio: ByteBuffer, _ item: String, of response: String) -> ByteBuffer {
        var message = ByteBuffer()
        message.reserveCapacity(Base64.encodedCount(audio.readableBytes) + 200)
        message.writeStaticString(#"{"type":"response.output_audio.delta","event_id":"event_1","response_id":""#)
        message.writeString(response)
        message.writeStaticString(#"","item_id":""#)
        message.writeString(item)
        message.writeStaticString(#"","output_index":0,"content_index":0,"delta":""#)
        audio.withUnsafeReadableBytes { Base64.encode($0, into: &message) }
        message.writeStaticString("\"}")
        return message
    }

    static func words(_ item: String, of response: String) -> ByteBuffer {
        event(
            "response.output_audio_transcript.delta",
            """
            "response_id":"\(response)","item_id":"\(item)","output_index":0,"content_index":0,"delta":"a word or two "
            """)
    }

    static func audioDone(_ item: String, of response: String) -> ByteBuffer {
        event(
            "response.output_audio.done",
            #""response_id":"\#(response)","item_id":"\#(item)","output_index":0,"content_index":0"#)
    }

    static func messageDone(_ item: String, of response: String, status: String) -> ByteBuffer {
        itemEvent("response.output_item.done", response, message(item, status, said: "A word or two."))
    }

    static func functionAdded(_ item: String, of response: String, call: String, name: String) -> ByteBuffer {
        itemEvent("response.output_item.added", response, function(item, call, name, "in_progress"))
    }

    static func functionDone(_ item: String, of response: String, call: String, name: String) -> ByteBuffer {
        itemEvent("response.output_item.done", response, function(item, call, name, "completed"))
    }

    static func truncated(_ item: String, milliseconds: Int) -> ByteBuffer {
        event(
            "conversation.item.truncated",
            #""item_id":\#(JSON.string(item).text),"content_index":0,"audio_end_ms":\#(milliseconds)"#)
    }

    static func responseDone(_ response: String, item: String, status: String) -> ByteBuffer {
        done(
            response, status, message(item, status == "completed" ? "completed" : "incomplete", said: "A word or two."))
    }

    static func functionResponseDone(_ response: String, item: String, call: String, name: String) -> ByteBuffer {
        done(response, "completed", function(item, call, name, "completed"))
    }

    private static func done(_ response: String, _ status: String, _ item: String) -> ByteBuffer {
        event(
            "response.done",
            """
            "response":{"id":"\(response)","status":"\(status)","conversation_id":"conv_1","output":[\(item)],\
            "usage":{"total_tokens":30,"input_tokens":20,"output_tokens":10}}
            """)
    }

    private static func message(_ item: String, _ status: String, said text: String?) -> String {
        let content = text.map { #"{"type":"output_audio","transcript":"\#($0)"}"# } ?? ""
        return #"{"id":"\#(item)","type":"message","role":"assistant","status":"\#(status)","content":[\#(content)]}"#
    }

    private static func function(_ item: String, _ call: String, _ name: String, _ status: String) -> String {
        """
        {"id":"\(item)","type":"function_call","status":"\(status)","call_id":"\(call)",\
        "name":\(JSON.string(name).text),"arguments":"{}"}
        """
    }

    private static func itemEvent(_ type: String, _ response: String, _ item: String) -> ByteBuffer {
        event(type, #""response_id":"\#(response)","output_index":0,"item":\#(item)"#)
    }

    private static func event(_ type: String, _ fields: String) -> ByteBuffer {
        ByteBuffer(string: #"{"type":"\#(type)","event_id":"event_1",\#(fields)}"#)
    }
}
