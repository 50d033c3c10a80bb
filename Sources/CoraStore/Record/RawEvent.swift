import CoraWire
import NIOCore

/// JSON as it is kept: what the model sent, without the sound; what a tool was given, even if it is not JSON.
enum RawEvent {
    /// Whether the text is one JSON value that PostgreSQL's parser will also take.
    static func isJSON(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { utf8 in
            var scanner = JSONScanner(UnsafeRawBufferPointer(utf8))
            do {
                try scanner.finish()
                return true
            } catch {
                return false
            }
        }
    }

    /// The text as a JSON string.
    static func quoted(_ text: String) -> String {
        var buffer = ByteBuffer()
        JSON.escape(text, into: &buffer)
        return String(buffer: buffer)
    }

    /// The event with every base64 text under `audio`, `delta` or `data` emptied: recordings are not kept, and a call's
    /// sound is a hundred times its words. What is not JSON is kept as a JSON string.
    static func withoutAudio(_ event: String) -> String {
        var event = event
        let cuts: [Range<Int>]? = event.withUTF8 { utf8 in
            var scanner = JSONScanner(UnsafeRawBufferPointer(utf8))
            var cuts: [Range<Int>] = []
            do {
                try collect(&scanner, isAudio: false, into: &cuts)
                try scanner.finish()
                return cuts
            } catch {
                return nil
            }
        }
        guard let cuts else { return quoted(event) }
        guard !cuts.isEmpty else { return event }
        var kept: [UInt8] = []
        var position = 0
        let bytes = Array(event.utf8)
        for cut in cuts {
            kept += bytes[position..<cut.lowerBound]
            position = cut.upperBound
        }
        kept += bytes[position...]
        return String(decoding: kept, as: UTF8.self)
    }

    private static func collect(
        _ scanner: inout JSONScanner, isAudio: Bool, into cuts: inout [Range<Int>]
    ) throws(JSONError) {
        switch try scanner.peekKind() {
        case .object:
            try scanner.enterObject()
            while let key = try scanner.nextKey() {
                let names: [StaticString] = ["audio", "delta", "data"]
                let isAudio = names.contains { scanner.matches(key, $0) }
                try collect(&scanner, isAudio: isAudio, into: &cuts)
            }
        case .array:
            try scanner.enterArray()
            while try scanner.nextElement() { try collect(&scanner, isAudio: isAudio, into: &cuts) }
        case .string:
            let text = try scanner.string()
            if isAudio, isBase64(scanner.bytes[text.range]) { cuts.append(text.range) }
        case .null, .bool, .number:
            try scanner.skipValue()
        }
    }

    /// Words are short or have spaces; a run of 32 characters without one is sound.
    private static func isBase64(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
        bytes.count >= 32
            && bytes.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
                    true
                default: false
                }
            }
    }
}
