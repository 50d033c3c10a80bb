import CoraWire

/// Why a message on the media socket was not understood.
package struct MediaStreamError: Error, Sendable, Equatable {
    /// The kinds of fault; names are paths of keys, such as `media.payload`.
    package enum Code: Sendable, Equatable {
        /// Not a JSON object.
        case notJSON
        /// A key that the event must have is absent.
        case missingField(String)
        /// The audio is not base64 (RFC 4648).
        case badPayload
        /// A value of the wrong kind or out of range.
        case badValue(String)
        /// An event that Twilio does not know; thrown only by ``MediaStreamCommand``.
        case unknownEvent
        /// A key that the event does not have, or has twice; thrown only by ``MediaStreamCommand``.
        case unexpectedField(String)
        /// The `streamSid` of another stream; thrown only by ``MediaStreamCommand``.
        case wrongStream
    }

    /// The kind of fault.
    package var code: Code
    /// The fault in words, for a log line.
    package var message: String

    package init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    init(_ error: JSONError) {
        self.init(code: .notJSON, message: "\(error.message) at byte \(error.offset)")
    }

    static func missing(_ name: String) -> Self {
        Self(code: .missingField(name), message: "\(name) is missing")
    }

    static func bad(_ name: String) -> Self {
        Self(code: .badValue(name), message: "\(name) is not what it should be")
    }

    static func unexpected(_ name: String) -> Self {
        Self(code: .unexpectedField(name), message: "\(name.prefix(64)) does not belong here")
    }

    static let payload = Self(code: .badPayload, message: "media.payload is not base64")
}
