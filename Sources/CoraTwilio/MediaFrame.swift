import CoraWire
package import NIOCore

/// One `media` message, its audio left where it stands.
package struct MediaFrame: Sendable, Equatable {
    /// Where the base64 characters are in the message, in bytes from its start.
    package var payload: Range<Int>
    /// Whether the characters are written with JSON escapes (`\/` is legal), so that they cannot be used as they
    /// stand; ``writePayload(from:into:)`` resolves them.
    package var isPayloadEscaped: Bool
    /// How many bytes of audio the payload stands for: 8 a millisecond.
    package var audioByteCount: Int
    /// Milliseconds since the stream began, as Twilio counts; nil when Twilio did not say.
    package var timestamp: Int?
    /// The number of the frame in its track, from 1; nil when Twilio did not say.
    package var chunk: Int?
    /// The number of the message in the stream; nil when Twilio did not say.
    package var sequence: Int?

    package init(
        payload: Range<Int>, isPayloadEscaped: Bool, audioByteCount: Int, timestamp: Int?, chunk: Int?, sequence: Int?
    ) {
        self.payload = payload
        self.isPayloadEscaped = isPayloadEscaped
        self.audioByteCount = audioByteCount
        self.timestamp = timestamp
        self.chunk = chunk
        self.sequence = sequence
    }

    /// Appends the base64 characters, escapes resolved. Allocates only if they are escaped or the buffer has to grow.
    ///
    /// - Parameters:
    ///   - message: the bytes this frame was decoded from; with others that are too short nothing is appended.
    ///   - buffer: what the characters are added to.
    package func writePayload(from message: UnsafeRawBufferPointer, into buffer: inout ByteBuffer) {
        guard payload.upperBound <= message.count else { return }
        let characters = UnsafeRawBufferPointer(rebasing: message[payload])
        if isPayloadEscaped {
            JSON.unescape(characters, into: &buffer)
        } else {
            buffer.writeBytes(characters)
        }
    }

    /// The bytes of audio a payload stands for; nil when it is not base64.
    static func audioByteCount(_ payload: JSONScanner.Text, in message: UnsafeRawBufferPointer) -> Int? {
        let characters = UnsafeRawBufferPointer(rebasing: message[payload.range])
        guard payload.isEscaped else { return Base64.decodedCount(characters) }
        var unescaped = ByteBuffer()
        JSON.unescape(characters, into: &unescaped)
        return unescaped.withUnsafeReadableBytes { Base64.decodedCount($0) }
    }
}
