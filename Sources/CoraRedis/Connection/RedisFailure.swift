import NIOCore
import NIOPosix

/// What went wrong below the protocol, in words that an operator can use.
enum RedisFailure {
    /// The longest text that is passed on.
    private static let longest = 300

    /// Words for an error of the channel, of the resolver or of TLS.
    static func words(_ error: any Error) -> String {
        if let failed = error as? NIOConnectionError {
            let single = failed.connectionErrors.first.map { words($0.error) }
            return single ?? "\(failed.host) has no address"
        }
        return String(String(describing: error).prefix(longest))
    }
}

extension RedisError {
    /// The reason without its frame: what stands behind "Redis is away", and the server's own words.
    var words: String {
        switch self {
        case .away(let why), .lost(let why): why
        case .server(let reply): "\(reply)"
        case .busy, .tooLong, .deadline, .cancelled, .closed, .unexpectedAnswer, .misuse: "\(self)"
        }
    }
}
