/// Why a message of a web client was not understood.
package enum WebMessageError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Not a JSON object; the text says where it breaks.
    case notJSON(String)
    /// A key that the message must have is absent.
    case missing(String)
    /// A value of the wrong kind or out of range.
    case bad(String)

    /// The fault in words, for a log line and for the client.
    package var description: String {
        switch self {
        case .notJSON(let why): why
        case .missing(let name): "\(name) is missing"
        case .bad(let name): "\(name) is not what it should be"
        }
    }
}
