package import CoraWire

/// A session as the server describes it.
package struct SessionDescription: Sendable, Equatable {
    /// The session's id, `sess_...`.
    package var id: String
    /// The model that serves it.
    package var model: String?
    /// When it ends, in seconds of Unix time: an hour after it began.
    package var expiresAt: Int?
    /// The whole session object as it came: the configuration in force.
    package var raw: JSON

    package init(id: String, model: String? = nil, expiresAt: Int? = nil, raw: JSON = .object([:])) {
        self.id = id
        self.model = model
        self.expiresAt = expiresAt
        self.raw = raw
    }

    init(_ fields: EventFields) throws(ServerEventError) {
        id = try fields.string("id")
        model = fields.optionalString("model")
        expiresAt = fields.optionalInt("expires_at")
        raw = fields.raw
    }
}
