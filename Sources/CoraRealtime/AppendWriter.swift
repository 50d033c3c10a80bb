import CoraWire
package import NIOCore

/// Writes `input_audio_buffer.append` events: the audio path to the model, fifty times a second a call.
///
/// It appends to a buffer that the caller clears and uses again, and allocates nothing once that buffer has grown. The
/// event carries no event id: the server does not answer it.
package enum AppendWriter {
    private static let head: StaticString = #"{"type":"input_audio_buffer.append","audio":""#
    private static let tail: StaticString = #""}"#

    /// The bytes of an event that are not its base64.
    package static let overhead = head.utf8CodeUnitCount + tail.utf8CodeUnitCount

    /// Appends the event, splicing base64 as it stands.
    ///
    /// - Parameter base64: Base64 that was checked (`Base64.decodedCount`) when it was read; it is not checked again.
    package static func write(base64: UnsafeRawBufferPointer, into buffer: inout ByteBuffer) {
        buffer.reserveCapacity(minimumWritableBytes: base64.count + overhead)
        buffer.writeStaticString(head)
        buffer.writeBytes(base64)
        buffer.writeStaticString(tail)
    }

    /// Appends the event, encoding audio in the session's input format.
    package static func write(audio: UnsafeRawBufferPointer, into buffer: inout ByteBuffer) {
        buffer.reserveCapacity(minimumWritableBytes: Base64.encodedCount(audio.count) + overhead)
        buffer.writeStaticString(head)
        Base64.encode(audio, into: &buffer)
        buffer.writeStaticString(tail)
    }
}
