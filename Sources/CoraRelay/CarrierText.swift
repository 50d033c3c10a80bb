import CoraWire

/// What a carrier's stream is sent, made once when it starts (Media Streams, "WebSocket messages to Twilio").
struct CarrierText {
    /// A `media` message up to its audio.
    let head: [UInt8]
    /// The end of a `media` message, ``ending`` bytes, and behind it the whole frame of a `mark`.
    let tail: [UInt8]
    /// The whole frame of a `clear`.
    let clear: [UInt8]
    /// How much of ``tail`` belongs to the `media` message.
    static let ending = 3

    /// Nil unless the stream's name is 1 to 64 ASCII letters and digits.
    init?(stream: UnsafeRawBufferPointer) {
        let name = String(decoding: stream, as: UTF8.self)
        guard (1...64).contains(stream.count), name.utf8.allSatisfy(Self.isPlain) else { return nil }
        head = Array(#"{"event":"media","streamSid":"\#(name)","media":{"payload":""#.utf8)
        tail =
            Array(#""}}"#.utf8)
            + Self.frame(#"{"event":"mark","streamSid":"\#(name)","mark":{"name":"a"}}"#)
        clear = Self.frame(#"{"event":"clear","streamSid":"\#(name)"}"#)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    /// A server's frame of some text.
    private static func frame(_ text: String) -> [UInt8] {
        let header = FrameHeader(.text, count: text.utf8.count)
        var bytes = [UInt8](repeating: 0, count: header.length)
        bytes.withUnsafeMutableBytes { target in
            if let start = target.baseAddress { header.write(to: start) }
        }
        return bytes + Array(text.utf8)
    }
}
