/// Why a command came to nothing.
package enum RedisError: Error, Sendable, Equatable, CustomStringConvertible {
    /// So many commands, or bytes of them, are under way that no further one is taken. It was not sent.
    case busy(underWay: Int)
    /// The command is longer than it may be. It was not sent.
    case tooLong(bytes: Int)
    /// There is no connection, and an attempt to get one has failed for this reason. It was not sent.
    case away(String)
    /// No answer came in time. If it was sent, it may still take effect.
    case deadline(wasSent: Bool)
    /// The task was cancelled. If it was sent, it may still take effect.
    case cancelled(wasSent: Bool)
    /// The connection broke before the answer. It may have taken effect.
    case lost(String)
    /// The client has been stopped. It was not sent.
    case closed
    /// The server did not do it.
    case server(RedisErrorReply)
    /// The answer is not of the form that this command's has: the script or command is named.
    case unexpectedAnswer(to: String)
    /// The script was called with the wrong number of keys or arguments, or with keys of several slots.
    case misuse(String)

    /// Whether the server may have done it, or may still do it, though this error says that no answer came. Whoever
    /// tries again has to bear that it is done twice.
    package var mayHaveTakenEffect: Bool {
        switch self {
        case .deadline(let wasSent), .cancelled(let wasSent): wasSent
        case .lost, .unexpectedAnswer: true
        case .busy, .tooLong, .away, .closed, .server, .misuse: false
        }
    }

    /// What the caller can do about it.
    package var remedy: RedisRemedy {
        switch self {
        case .busy, .away, .deadline, .lost: .later
        case .server(let reply): reply.remedy
        case .tooLong, .cancelled, .closed, .unexpectedAnswer, .misuse: .never
        }
    }

    /// The reason in words, without any password.
    package var description: String {
        switch self {
        case .busy(let count): "\(count) commands to Redis are under way, which is the most"
        case .tooLong(let bytes): "a command of \(bytes) bytes is too long"
        case .away(let why): "Redis is away: \(why)"
        case .deadline: "Redis took too long"
        case .cancelled: "the task was cancelled"
        case .lost(let why): "the connection to Redis was lost: \(why)"
        case .closed: "the client of Redis is stopped"
        case .server(let reply): "Redis: \(reply)"
        case .unexpectedAnswer(let command): "Redis answers \(command) with something else than was asked for"
        case .misuse(let why): why
        }
    }
}
