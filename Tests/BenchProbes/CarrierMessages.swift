package import NIOCore

/// What Twilio sends on the media socket (Media Streams, "WebSocket messages from Twilio").
package enum CarrierMessages {
    package static let streamSID = "MZ00000000000000000000000000000001"
    package static let accountSID = "AC00000000000000000000000000000001"

    package static let connected = ByteBuffer(string: #"{"event":"connected","protocol":"Call","version":"1.0.0"}"#)

    package static func start(call: String, token: String) -> ByteBuffer {
        ByteBuffer(
            string: """
                {"event":"start","sequenceNumber":"1","start":{"accountSid":"\(accountSID)",\
                "streamSid":"\(streamSID)","callSid":"\(call)","tracks":["inbound"],\
                "mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1},\
                "customParameters":{"token":"\(token)"}},"streamSid":"\(streamSID)"}
                """)
    }

    /// Frame `number`, from 1, of a stream without gaps.
    package static func media(_ number: UInt64, _ payload: ByteBuffer) -> ByteBuffer {
        var message = ByteBuffer(
            string: """
                {"event":"media","sequenceNumber":"\(number + 1)","media":{"track":"inbound","chunk":"\(number)",\
                "timestamp":"\((number - 1) * 20)","payload":"
                """)
        message.writeImmutableBuffer(payload)
        message.writeString("\"},\"streamSid\":\"\(streamSID)\"}")
        return message
    }

    package static func mark(_ name: String, sequence: UInt64) -> ByteBuffer {
        ByteBuffer(
            string: """
                {"event":"mark","sequenceNumber":"\(sequence)","streamSid":"\(streamSID)","mark":{"name":"\(name)"}}
                """)
    }

    package static func stop(call: String) -> ByteBuffer {
        ByteBuffer(
            string: """
                {"event":"stop","sequenceNumber":"9","streamSid":"\(streamSID)",\
                "stop":{"accountSid":"\(accountSID)","callSid":"\(call)"}}
                """)
    }
}
