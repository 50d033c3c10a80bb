/// Why bytes are no answer that we take. After one, nothing that follows on the connection can be trusted.
package enum RESPFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// A value begins with a byte that RESP2 does not know.
    case unknownKind(UInt8)
    /// A line is longer than it may be.
    case longLine
    /// A line has a line feed without a carriage return before it, or a carriage return inside.
    case brokenLine
    /// What has to be a whole number is none, or is too large for 64 bits.
    case badNumber
    /// A length below -1.
    case badLength
    /// A bulk string is longer than it may be.
    case longBulk
    /// A bulk string does not end where its length says.
    case brokenBulk
    /// Arrays are nested more deeply than they may be.
    case tooDeep
    /// An answer has more elements than it may have.
    case tooManyElements
    /// An answer is longer in all than it may be.
    case longAnswer

    /// The reason in words; it quotes nothing that the server sent.
    package var description: String {
        switch self {
        case .unknownKind(let byte): "a value begins with the byte \(byte): no Redis, or no RESP2"
        case .longLine: "a line of the answer is too long"
        case .brokenLine: "a line of the answer does not end as it has to"
        case .badNumber: "a number in the answer is none"
        case .badLength: "a length in the answer is negative"
        case .longBulk: "a string in the answer is too long"
        case .brokenBulk: "a string in the answer does not end where its length says"
        case .tooDeep: "the answer is nested too deeply"
        case .tooManyElements: "the answer has too many elements"
        case .longAnswer: "the answer is too long"
        }
    }
}
