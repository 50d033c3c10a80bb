import CoraWire
import NIOCore

/// Makes JSON to be kept: of what the model sent, without the sound; of what a tool was given, even if it is not JSON.
enum RawEvent {
    /// Whether the text is one JSON value that PostgreSQL's `jsonb` will also take.
    static func isJSON(_ text: String) -> Bool {
        audio(in: text) != nil
    }

    /// The text as a JSON string.
    static func quoted(_ text: String) -> String {
        var buffer = ByteBuffer()
        JSON.escape(text, into: &buffer)
        return String(buffer: buffer)
    }

    /// The event with every base64 text under `audio`, `delta` or `data` emptied: recordings are not kept, and a call's
    /// sound is a hundred times its words. An event that is not JSON is kept as a JSON string.
    static func withoutAudio(_ event: String) -> String {
        let cuts = audio(in: event)
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

    /// Where sound stands in a JSON text; nil if the text is not JSON or `jsonb` refuses it.
    private static func audio(in text: String) -> [Range<Int>]? {
        var text = text
        return text.withUTF8 { utf8 in
            var scanner = JSONScanner(UnsafeRawBufferPointer(utf8))
            var cuts: [Range<Int>] = []
            do {
                guard try collect(&scanner, isAudio: false, into: &cuts) else { return nil }
                try scanner.finish()
                return cuts
            } catch {
                return nil
            }
        }
    }

    /// Reads a value and adds the places of sound in it to `cuts`.
    /// - Returns: false if `jsonb` refuses the value.
    private static func collect(
        _ scanner: inout JSONScanner, isAudio: Bool, into cuts: inout [Range<Int>]
    ) throws(JSONError) -> Bool {
        switch try scanner.peekKind() {
        case .object:
            try scanner.enterObject()
            while let key = try scanner.nextKey() {
                let names: [StaticString] = ["audio", "delta", "data"]
                let isAudio = names.contains { scanner.matches(key, $0) }
                guard try collect(&scanner, isAudio: isAudio, into: &cuts) else { return false }
            }
        case .array:
            try scanner.enterArray()
            while try scanner.nextElement() {
                guard try collect(&scanner, isAudio: isAudio, into: &cuts) else { return false }
            }
        case .string:
            let text = try scanner.string()
            if isAudio, isBase64(scanner.bytes[text.range]) { cuts.append(text.range) }
        case .number:
            let number = try scanner.number()
            return isStorable(scanner.bytes[number.range])
        case .null, .bool:
            try scanner.skipValue()
        }
        return true
    }

    /// Whether `jsonb` can keep the number. It keeps numbers as `numeric`: at most 131,072 digits before the point and
    /// 16,383 behind it (PostgreSQL manual, 8.1). An exponent of three digits and a number that fits a line are well
    /// within.
    private static func isStorable(_ number: Slice<UnsafeRawBufferPointer>) -> Bool {
        let letters = [UInt8(ascii: "e"), UInt8(ascii: "E")]
        guard let place = number.firstIndex(where: letters.contains) else { return number.count <= 1000 }
        let exponent = number[(place + 1)...].drop { $0 < UInt8(ascii: "1") || $0 > UInt8(ascii: "9") }
        return exponent.count <= 3 && place - number.startIndex <= 1000
    }

    /// Whether the text is sound: words are short or have spaces; a run of 32 characters without one is sound.
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
