package import CoraWire

/// Why a message from the model is not an event CORA can use. None of these ends a session by itself.
package enum ServerEventError: Error, Sendable, Equatable {
    /// The message is not JSON.
    case notJSON(JSONError)
    /// The message is JSON, but no object with a `type`.
    case notAnEvent
    /// A field CORA depends on is missing or of the wrong kind.
    case missingField(event: String, field: String)
    /// The audio of a delta is not base64.
    case invalidAudio
}

extension ServerEventError: CustomStringConvertible {
    /// The reason in words.
    package var description: String {
        switch self {
        case .notJSON(let error): "the message is not JSON: \(error.message) at byte \(error.offset)"
        case .notAnEvent: "the message is not an object with a type"
        case .missingField(let event, let field): "\(event) lacks a usable \(field)"
        case .invalidAudio: "the audio of a delta is not base64"
        }
    }
}
