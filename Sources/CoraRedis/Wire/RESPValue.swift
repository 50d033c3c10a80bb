package import NIOCore

/// One answer of the server, or an element of one, as RESP2 has it ("Redis serialization protocol specification",
/// redis.io). RESP3 is not asked for: what it adds, maps and messages that nobody asked for, no command here needs.
package enum RESPValue: Sendable, Equatable {
    /// A simple string, such as `OK`.
    case text(String)
    /// The server did not do it.
    case error(RedisErrorReply)
    /// An integer.
    case integer(Int64)
    /// A bulk string: any bytes.
    case bytes([UInt8])
    /// Nothing: a bulk string or an array that is not there.
    case null
    /// Several values.
    case array([RESPValue])

    /// What `SET` and its like answer.
    package static let ok = RESPValue.text("OK")

    /// The number, also where it came as text; nil if it is none.
    package var integer: Int64? {
        switch self {
        case .integer(let number): number
        case .text(let text): Int64(text)
        case .bytes(let bytes): Int64(String(decoding: bytes, as: UTF8.self))
        case .error, .null, .array: nil
        }
    }

    /// The text; bytes that are no UTF-8 are mended. Nil if it is neither text nor bytes.
    package var text: String? {
        switch self {
        case .text(let text): text
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .error, .integer, .null, .array: nil
        }
    }

    /// The elements; nil if it is no array.
    package var elements: [RESPValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// Appends the value as a server writes it. Line breaks in a simple string or an error, which have no way to be
    /// written, become spaces.
    package func write(into buffer: inout ByteBuffer) {
        switch self {
        case .text(let text): Self.write("+", line: text, into: &buffer)
        case .error(let reply): Self.write("-", line: reply.line, into: &buffer)
        case .integer(let number): Self.write(":", line: String(number), into: &buffer)
        case .null: buffer.writeStaticString("$-1\r\n")
        case .bytes(let bytes):
            Self.write("$", line: String(bytes.count), into: &buffer)
            buffer.writeBytes(bytes)
            buffer.writeStaticString("\r\n")
        case .array(let elements):
            Self.write("*", line: String(elements.count), into: &buffer)
            for element in elements { element.write(into: &buffer) }
        }
    }

    private static func write(_ kind: StaticString, line: String, into buffer: inout ByteBuffer) {
        buffer.writeStaticString(kind)
        buffer.writeBytes(line.utf8.map { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") ? 0x20 : $0 })
        buffer.writeStaticString("\r\n")
    }
}
