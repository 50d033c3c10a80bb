/// A type that can be read from the text of a PostgreSQL value.
package protocol PostgresDecodable {
    /// Reads the server's spelling; nil if it is not a value of this type.
    init?(postgresText text: String)
}

extension String: PostgresDecodable {
    package init?(postgresText text: String) { self = text }
}

extension Int: PostgresDecodable {
    package init?(postgresText text: String) { self.init(text) }
}

extension Int64: PostgresDecodable {
    package init?(postgresText text: String) { self.init(text) }
}

extension Double: PostgresDecodable {
    package init?(postgresText text: String) { self.init(text) }
}

extension Bool: PostgresDecodable {
    package init?(postgresText text: String) {
        switch text {
        case "t": self = true
        case "f": self = false
        default: return nil
        }
    }
}

extension Array: PostgresDecodable where Element: PostgresArrayElement {
    package init?(postgresText text: String) {
        guard let elements = Element.elements(ofPostgresText: text) else { return nil }
        self = elements
    }
}

/// A type that can be read as an array of itself.
package protocol PostgresArrayElement {
    /// Reads the server's spelling of a whole array; nil if it is not an array of this type.
    static func elements(ofPostgresText text: String) -> [Self]?
}

extension UInt8: PostgresArrayElement {
    /// `bytea`: `\x` and two digits a byte (PostgreSQL manual, 8.4.1).
    package static func elements(ofPostgresText text: String) -> [UInt8]? {
        let digits = text.utf8
        guard digits.starts(with: #"\x"#.utf8), digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        var high: UInt8?
        for digit in digits.dropFirst(2) {
            guard let value = hexadecimalValue(digit) else { return nil }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }

    private static func hexadecimalValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

extension String: PostgresArrayElement {
    /// `text[]` of one dimension (PostgreSQL manual, 8.15.6). An array with a NULL in it is not one of strings.
    package static func elements(ofPostgresText text: String) -> [String]? {
        let elements = optionalElements(ofPostgresText: text)
        let present = elements?.compactMap { $0 }
        return present?.count == elements?.count ? present : nil
    }
}

extension Optional: PostgresArrayElement where Wrapped == String {
    /// `text[]` of one dimension, NULLs included.
    package static func elements(ofPostgresText text: String) -> [String?]? {
        optionalElements(ofPostgresText: text)
    }
}

/// Reads `{a,"b \"c\"",NULL}`.
private func optionalElements(ofPostgresText text: String) -> [String?]? {
    let utf8 = Array(text.utf8)
    guard utf8.first == UInt8(ascii: "{"), utf8.last == UInt8(ascii: "}"), utf8.count >= 2 else { return nil }
    if utf8.count == 2 { return [] }
    var elements: [String?] = []
    var element: [UInt8] = []
    var isQuoted = false
    var wasQuoted = false
    var index = 1
    while index < utf8.count {
        let byte = utf8[index]
        index += 1
        switch byte {
        case UInt8(ascii: "\\"):
            guard index < utf8.count else { return nil }
            element.append(utf8[index])
            index += 1
        case UInt8(ascii: "\""):
            isQuoted.toggle()
            wasQuoted = true
        case UInt8(ascii: ",") where !isQuoted, UInt8(ascii: "}") where !isQuoted:
            let isNull = !wasQuoted && element == Array("NULL".utf8)
            elements.append(isNull ? nil : String(decoding: element, as: UTF8.self))
            element = []
            wasQuoted = false
        case UInt8(ascii: "{") where !isQuoted:
            return nil
        default:
            element.append(byte)
        }
    }
    return isQuoted ? nil : elements
}
