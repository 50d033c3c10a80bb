import CoraWire
import NIOCore

/// Reads `input_audio_buffer.append`, the client event that comes fifty times a second, without building a JSON tree.
enum AppendEvent {
    /// The audio of an `input_audio_buffer.append`; nil for any other text. It is also nil for an append with anything
    /// unusual about it, which the caller then reads in the strict way.
    static func audio(in text: ByteBuffer) -> ByteBuffer? {
        text.withUnsafeReadableBytes { bytes in
            var scanner = JSONScanner(bytes)
            guard let characters = try? audioCharacters(&scanner),
                characters.count < InputAudioBuffer.limit
            else { return nil }
            var audio = ByteBuffer()
            let isValid = Base64.decode(UnsafeRawBufferPointer(rebasing: bytes[characters]), into: &audio)
            return isValid ? audio : nil
        }
    }

    private static func audioCharacters(_ scanner: inout JSONScanner) throws(JSONError) -> Range<Int>? {
        guard try scanner.peekKind() == .object else { return nil }
        var isAppend = false
        var characters: Range<Int>?
        try scanner.enterObject()
        while let key = try scanner.nextKey() {
            guard let value = try scanner.stringIfPresent() else { return nil }
            if scanner.matches(key, "type") {
                isAppend = scanner.matches(value, "input_audio_buffer.append")
                guard isAppend else { return nil }
            } else if scanner.matches(key, "audio"), !value.isEscaped {
                characters = value.range
            } else if !scanner.matches(key, "event_id") || value.range.count > 512 {
                return nil
            }
        }
        try scanner.finish()
        return isAppend ? characters : nil
    }
}
