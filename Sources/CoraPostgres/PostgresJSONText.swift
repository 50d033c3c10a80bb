/// Makes a JSON text one that `jsonb` takes.
///
/// `jsonb` refuses `\u0000` and the escape of a surrogate without its partner (PostgreSQL manual, 8.14); JSON itself
/// allows both. Each becomes `\ufffd`; nothing else is touched.
enum PostgresJSONText {
    /// The text without the escapes that `jsonb` refuses.
    static func clean(_ text: String) -> String {
        var text = text
        let cleaned: [UInt8]? = text.withUTF8 { utf8 in
            guard utf8.contains(UInt8(ascii: "\\")) else { return nil }
            return clean(utf8)
        }
        return cleaned.map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    /// The text's bytes without the refused escapes; nil if there were none.
    private static func clean(_ utf8: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        var copied = 0
        var index = 0
        while index < utf8.count {
            guard utf8[index] == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            let length = escapeLength(utf8, at: index)
            if length == 0 {
                result.append(contentsOf: utf8[copied..<index])
                result.append(contentsOf: #"\ufffd"#.utf8)
                index += 6
                copied = index
            } else {
                index += length
            }
        }
        guard copied > 0 else { return nil }
        result.append(contentsOf: utf8[copied...])
        return result
    }

    /// The length of the escape here; 0 for an escape that `jsonb` refuses.
    private static func escapeLength(_ utf8: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        guard let unit = unit(utf8, at: index) else { return 2 }
        switch unit {
        case 0, 0xdc00...0xdfff: return 0
        case 0xd800...0xdbff:
            guard let next = Self.unit(utf8, at: index + 6), (0xdc00...0xdfff).contains(next) else { return 0 }
            return 12
        default: return 6
        }
    }

    /// The UTF-16 unit of a `\uXXXX` at `index`; nil for anything else.
    private static func unit(_ utf8: UnsafeBufferPointer<UInt8>, at index: Int) -> UInt16? {
        guard index + 6 <= utf8.count, utf8[index] == UInt8(ascii: "\\"), utf8[index + 1] == UInt8(ascii: "u") else {
            return nil
        }
        return UInt16(String(decoding: utf8[(index + 2)..<(index + 6)], as: UTF8.self), radix: 16)
    }
}
