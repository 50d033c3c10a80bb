import CoraTwilio
import CoraWire
import NIOCore

/// A media message found in place says what a JSON decoder says.
enum MediaSubject {
    static func check(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard let message = try? MediaStreamMessage.decode(bytes) else { return nil }
        guard case .media(let frame) = message else { return nil }
        guard let tree = try? JSON.parse(bytes) else { return "media was found in what is no JSON" }
        var characters = ByteBuffer()
        frame.writePayload(from: bytes, into: &characters)
        var audio = ByteBuffer()
        let isBase64 = characters.withUnsafeReadableBytes { Base64.decode($0, into: &audio) }
        guard isBase64, audio.readableBytes == frame.audioByteCount else { return "the payload has another length" }
        // Of a key that is written twice the decoder takes the last, and so does the search.
        guard tree["media"]?["payload"]?.string == String(buffer: characters) else { return "another payload" }
        return nil
    }
}
