/// One word of a command behind its name: any bytes.
package enum RedisArgument: Sendable, Equatable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    /// Text, in UTF-8.
    case text(String)
    /// A number, in decimal.
    case integer(Int64)
    /// Bytes as they are.
    case bytes([UInt8])
    /// The name of a value that is kept.
    case key(RedisKey)

    package init(stringLiteral text: String) { self = .text(text) }

    package init(integerLiteral number: Int64) { self = .integer(number) }
}
