import CoraWire
import SeededTesting

/// Documents for the comparisons with Foundation.
enum GeneratedJSON {
    /// A value with strings of many alphabets, at most `depth` levels deep.
    static func value(depth: Int, _ dice: inout SeededGenerator) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &dice) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &dice))
        case 2: return .int(Int.random(in: -1_000_000...1_000_000, using: &dice))
        case 3: return .double(Double.random(in: -1e6...1e6, using: &dice))
        case 4, 5: return .string(string(&dice))
        case 6: return .array((0..<Int.random(in: 0...4, using: &dice)).map { _ in value(depth: depth - 1, &dice) })
        default:
            var members: [String: JSON] = [:]
            for _ in 0..<Int.random(in: 0...4, using: &dice) {
                members[string(&dice)] = value(depth: depth - 1, &dice)
            }
            return .object(members)
        }
    }

    /// The text of a value with random white space and escapes, as another writer may have written it.
    static func text(_ value: JSON, _ dice: inout SeededGenerator) -> String {
        let space = [" ", "", "", "\n", "\t ", "\r\n"].randomElement(using: &dice) ?? ""
        switch value {
        case .array(let elements):
            return "[" + space + elements.map { text($0, &dice) }.joined(separator: space + "," + space) + "]"
        case .object(let members):
            let pairs = members.sorted { $0.key < $1.key }.map { key, value in
                quoted(key, &dice) + space + ":" + space + text(value, &dice)
            }
            return "{" + space + pairs.joined(separator: "," + space) + space + "}"
        case .string(let string):
            return quoted(string, &dice)
        case .null, .bool, .int, .double:
            return space + value.text + space
        }
    }

    private static func string(_ dice: inout SeededGenerator) -> String {
        let alphabet: [Unicode.Scalar] = [
            "a", "b", "z", "0", " ", "\"", "\\", "/", "\n", "\t", "\u{1}", "\u{7F}", "é", "ß", "\u{2028}", "日",
            "\u{FFFD}",
            "😀", "\u{10FFFF}",
        ]
        var result = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...20, using: &dice) {
            result.append(alphabet.randomElement(using: &dice) ?? "a")
        }
        return String(result)
    }

    private static func quoted(_ string: String, _ dice: inout SeededGenerator) -> String {
        var result = "\""
        for unit in string.unicodeScalars {
            let mustEscape = unit.value < 0x20 || unit == "\"" || unit == "\\"
            if mustEscape || Int.random(in: 0..<8, using: &dice) == 0 {
                for half in String(unit).utf16 {
                    let digits = String(half, radix: 16, uppercase: Bool.random(using: &dice))
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                result.unicodeScalars.append(unit)
            }
        }
        return result + "\""
    }
}
