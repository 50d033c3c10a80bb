package import NIOCore

/// What the Realtime API sends (Realtime server events).
package enum ModelEvents {
    package static let sessionCreated = event("session.created", #""session":{"type":"realtime","id":"sess_1"}"#)
    package static let sessionUpdated = event("session.updated", #""session":{"type":"realtime","id":"sess_1"}"#)

    /// The caller begins to speak.
    /// - Parameter turn: which of the caller's turns it is, here and below.
    package static func speechStarted(_ turn: Int) -> ByteBuffer {
        event("input_audio_buffer.speech_started", #""item_id":"item_caller_\#(turn)","audio_start_ms":100"#)
    }

    /// The caller has stopped.
    package static func speechStopped(_ turn: Int) -> ByteBuffer {
        event("input_audio_buffer.speech_stopped", #""item_id":"item_caller_\#(turn)","audio_end_ms":200"#)
    }

    /// The turn is an item of the conversation.
    package static func committed(_ turn: Int) -> ByteBuffer {
        event("input_audio_buffer.committed", #""item_id":"item_caller_\#(turn)","previous_item_id":null"#)
    }

    /// What becomes of a response's audio where the model's server plays it: `started`, `stopped` or `cleared`.
    package static func outputBuffer(_ what: String, of response: String) -> ByteBuffer {
        event("output_audio_buffer.\(what)", #""response_id":"\#(response)""#)
    }

    /// An item was cut to what the caller heard.
    package static func truncated(_ item: String, milliseconds: Int) -> ByteBuffer {
        event(
            "conversation.item.truncated",
            #""item_id":"\#(item)","content_index":0,"audio_end_ms":\#(milliseconds)"#)
    }

    package static func responseCreated(_ id: String) -> ByteBuffer {
        event(
            "response.created",
            #""response":{"id":"\#(id)","status":"in_progress","conversation_id":"conv_1","output":[]}"#)
    }

    package static func itemAdded(_ item: String, of response: String) -> ByteBuffer {
        event(
            "response.output_item.added",
            """
            "response_id":"\(response)","output_index":0,\
            "item":{"id":"\(item)","type":"message","role":"assistant","status":"in_progress","content":[]}
            """)
    }

    package static func delta(_ base64: ByteBuffer, of item: String, of response: String) -> ByteBuffer {
        var message = ByteBuffer(
            string: """
                {"type":"response.output_audio.delta","event_id":"event_1","response_id":"\(response)",\
                "item_id":"\(item)","output_index":0,"content_index":0,"delta":"
                """)
        message.writeImmutableBuffer(base64)
        message.writeStaticString("\"}")
        return message
    }

    /// Words of the model's, beside their audio.
    package static func words(_ text: String, of item: String, of response: String) -> ByteBuffer {
        event(
            "response.output_audio_transcript.delta",
            """
            "response_id":"\(response)","item_id":"\(item)","output_index":0,"content_index":0,"delta":"\(text)"
            """)
    }

    /// What the caller said in a turn.
    package static func transcript(_ text: String, _ turn: Int) -> ByteBuffer {
        event(
            "conversation.item.input_audio_transcription.completed",
            """
            "item_id":"item_caller_\(turn)","content_index":0,"transcript":"\(text)",\
            "usage":{"type":"duration","seconds":1}
            """)
    }

    package static func audioDone(_ item: String, of response: String) -> ByteBuffer {
        event(
            "response.output_audio.done",
            #""response_id":"\#(response)","item_id":"\#(item)","output_index":0,"content_index":0"#)
    }

    package static func responseDone(_ id: String, item: String, status: String, said text: String) -> ByteBuffer {
        event(
            "response.done",
            """
            "response":{"id":"\(id)","status":"\(status)","conversation_id":"conv_1","output":[{"id":"\(item)",\
            "type":"message","role":"assistant","status":"completed",\
            "content":[{"type":"output_audio","transcript":"\(text)"}]}]}
            """)
    }

    private static func event(_ type: String, _ fields: String) -> ByteBuffer {
        ByteBuffer(string: #"{"type":"\#(type)","event_id":"event_1",\#(fields)}"#)
    }
}
