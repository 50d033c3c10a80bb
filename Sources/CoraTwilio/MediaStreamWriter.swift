import CoraWire
package import NIOCore

/// Writes the three messages a server may send on the media socket, with exactly the keys Twilio accepts; anything
/// else is answered with warning 31951 (Media Streams, "WebSocket messages to Twilio").
///
/// A value for the life of a stream; every method appends to the caller's buffer and allocates only when that has to
/// grow.
package struct MediaStreamWriter: Sendable {
    /// The stream the messages are for.
    package let streamSid: String
    private let mediaHead: [UInt8]
    private let markHead: [UInt8]
    private let clear: [UInt8]

    /// Prepares the messages of one stream; nil unless `streamSid` is 1 to 64 ASCII letters and digits.
    package init?(streamSid: String) {
        guard Self.isValid(streamSid) else { return nil }
        self.streamSid = streamSid
        mediaHead = Array(#"{"event":"media","streamSid":"\#(streamSid)","media":{"payload":""#.utf8)
        markHead = Array(#"{"event":"mark","streamSid":"\#(streamSid)","mark":{"name":"#.utf8)
        clear = Array(#"{"event":"clear","streamSid":"\#(streamSid)"}"#.utf8)
    }

    /// How many bytes a `media` message takes for that many base64 characters.
    package func mediaByteCount(base64Count: Int) -> Int {
        mediaHead.count + base64Count + 3
    }

    /// Appends a `media` message around audio that is base64 already.
    ///
    /// The characters go in as they are: they must have passed ``Base64/decodedCount(_:)``.
    package func writeMedia(base64: UnsafeRawBufferPointer, into buffer: inout ByteBuffer) {
        buffer.reserveCapacity(minimumWritableBytes: mediaByteCount(base64Count: base64.count))
        buffer.writeBytes(mediaHead)
        buffer.writeBytes(base64)
        buffer.writeStaticString(#""}}"#)
    }

    /// Appends a `media` message for µ-law audio, 8 bytes a millisecond.
    package func writeMediaEncoding(audio: UnsafeRawBufferPointer, into buffer: inout ByteBuffer) {
        buffer.reserveCapacity(minimumWritableBytes: mediaByteCount(base64Count: Base64.encodedCount(audio.count)))
        buffer.writeBytes(mediaHead)
        Base64.encode(audio, into: &buffer)
        buffer.writeStaticString(#""}}"#)
    }

    /// Appends a `mark`: Twilio sends it back when all audio before it has been played, or was cleared.
    package func writeMark(_ name: String, into buffer: inout ByteBuffer) {
        buffer.writeBytes(markHead)
        JSON.escape(name, into: &buffer)
        buffer.writeStaticString("}}")
    }

    /// Appends a `clear`: Twilio drops the audio it has not played, and sends all marks back.
    package func writeClear(into buffer: inout ByteBuffer) {
        buffer.writeBytes(clear)
    }

    private static func isValid(_ sid: String) -> Bool {
        (1...64).contains(sid.utf8.count)
            && sid.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"):
                    true
                default: false
                }
            }
    }
}
