/// PostgreSQL's spelling of values as text.
enum PostgresText {
    /// U+FFFD, which replaces U+0000.
    private static let replacement: [UInt8] = [0xef, 0xbf, 0xbd]

    /// Appends a value; NULL appends nothing.
    static func append(_ value: PostgresValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: break
        case .text(let text), .numeric(let text), .uuid(let text): append(text, to: &bytes)
        case .json(let text): append(PostgresJSONText.clean(text), to: &bytes)
        case .int(let number): append(String(number), to: &bytes)
        case .double(let number): append("\(number)", to: &bytes)
        case .bool(let flag): bytes.append(letter(flag))
        case .timestamp(let moment): append(PostgresTimestamp(microseconds: moment).text, to: &bytes)
        case .bytes(let data): appendHexadecimal(data, to: &bytes)
        case .textArray(let all), .numericArray(let all), .uuidArray(let all):
            appendArray(all, to: &bytes) { quote($0, to: &$1) }
        case .jsonArray(let all): appendArray(all, to: &bytes) { quote(PostgresJSONText.clean($0), to: &$1) }
        case .intArray(let all): appendArray(all, to: &bytes) { append(String($0), to: &$1) }
        case .doubleArray(let all): appendArray(all, to: &bytes) { append("\($0)", to: &$1) }
        case .boolArray(let all): appendArray(all, to: &bytes) { $1.append(letter($0)) }
        case .timestampArray(let all):
            appendArray(all, to: &bytes) { quote(PostgresTimestamp(microseconds: $0).text, to: &$1) }
        }
    }

    /// Appends text, with U+0000 replaced.
    static func append(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { utf8 in
            guard utf8.contains(0) else {
                bytes.append(contentsOf: utf8)
                return
            }
            for byte in utf8 {
                if byte == 0 { bytes.append(contentsOf: replacement) } else { bytes.append(byte) }
            }
        }
    }

    private static func letter(_ flag: Bool) -> UInt8 {
        flag ? UInt8(ascii: "t") : UInt8(ascii: "f")
    }

    /// Appends bytes as `\x` and two digits a byte (PostgreSQL manual, 8.4.1).
    private static func appendHexadecimal(_ data: [UInt8], to bytes: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        bytes.reserveCapacity(bytes.count + 2 + data.count * 2)
        bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "x")])
        for byte in data {
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        }
    }

    /// Appends an array as `{a,NULL,b}` (PostgreSQL manual, 8.15.6).
    private static func appendArray<Element>(
        _ all: [Element?], to bytes: inout [UInt8], _ element: (Element, inout [UInt8]) -> Void
    ) {
        bytes.append(UInt8(ascii: "{"))
        for (index, item) in all.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            if let item { element(item, &bytes) } else { bytes.append(contentsOf: "NULL".utf8) }
        }
        bytes.append(UInt8(ascii: "}"))
    }

    /// Appends an array's element between quotation marks.
    private static func quote(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { utf8 in
            guard utf8.contains(where: { $0 == 0 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
                bytes.append(contentsOf: utf8)
                return
            }
            for byte in utf8 {
                switch byte {
                case 0: bytes.append(contentsOf: replacement)
                case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
                default: bytes.append(byte)
                }
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends a row as a line of `COPY ... FROM STDIN` in text format (PostgreSQL manual, COPY, "Text Format").
    static func appendLine(_ values: [PostgresValue], to bytes: inout [UInt8]) {
        var field: [UInt8] = []
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: "\t")) }
            guard value != .null else {
                bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "N")])
                continue
            }
            field.removeAll(keepingCapacity: true)
            append(value, to: &field)
            let isPlain = field.allSatisfy { $0 > UInt8(ascii: "\r") && $0 != UInt8(ascii: "\\") }
            if isPlain { bytes.append(contentsOf: field) } else { for byte in field { appendCopied(byte, to: &bytes) } }
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    private static func appendCopied(_ byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\t"): bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "t")])
        case UInt8(ascii: "\n"): bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
        case UInt8(ascii: "\r"): bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "r")])
        case UInt8(ascii: "\\"): bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "\\")])
        default: bytes.append(byte)
        }
    }
}
