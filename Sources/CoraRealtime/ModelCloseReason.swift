/// Why the model's socket closed, from its close frame.
package enum ModelCloseReason: Sendable, Equatable {
    /// A normal end (1000).
    case finished
    /// The session reached its 60 minutes.
    case sessionExpired
    /// The API key was refused or missing (3000).
    case authenticationFailed
    /// The model is unknown, missing, or no realtime model (4000).
    case modelRefused
    /// The server refused the request for another reason, given in its own short form (4000 and such).
    case requestRefused(String)
    /// The server is going away or restarting, or has a fault (1001, 1011, 1012, 1013).
    case serverUnavailable
    /// The connection broke without a close frame, or without a code in it (1005, 1006, 1015).
    case connectionLost
    /// Any other code.
    case other(code: UInt16)

    /// The reason that a close frame gives. `code` is nil when the connection ended without one, or the frame had none.
    package init(code: UInt16?, reason: String) {
        switch code {
        case 1000: self = .finished
        case 1001 where reason.contains("maximum duration"): self = .sessionExpired
        case 1001, 1011, 1012, 1013: self = .serverUnavailable
        case nil, 1005, 1006, 1015: self = .connectionLost
        case 3000: self = .authenticationFailed
        case 4000: self = Self.refusal(reason)
        case .some(let code): self = .other(code: code)
        }
    }

    /// Whether dialling again can help. A new socket is a new, empty session: nothing is resumed.
    package var isReconnectable: Bool {
        switch self {
        case .finished, .sessionExpired, .serverUnavailable, .connectionLost, .other: true
        case .authenticationFailed, .modelRefused, .requestRefused: false
        }
    }

    /// The reason has the form `invalid_request_error.invalid_model`.
    private static func refusal(_ reason: String) -> ModelCloseReason {
        let code = reason.split(separator: ".").last.map(String.init) ?? ""
        return switch code {
        case "invalid_model", "missing_model": .modelRefused
        case "invalid_api_key": .authenticationFailed
        case "session_expired": .sessionExpired
        default: .requestRefused(code)
        }
    }
}

extension ModelCloseReason: CustomStringConvertible {
    /// The reason in words.
    package var description: String {
        switch self {
        case .finished: "the model's server ended the session"
        case .sessionExpired: "the model's session reached its maximum duration"
        case .authenticationFailed: "the model's server refused the API key"
        case .modelRefused: "the model's server does not serve this model"
        case .requestRefused(let code): "the model's server refused the request (\(code.isEmpty ? "no reason" : code))"
        case .serverUnavailable: "the model's server is unavailable"
        case .connectionLost: "the connection to the model was lost"
        case .other(let code): "the model's server closed the socket with code \(code)"
        }
    }
}
