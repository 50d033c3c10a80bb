package import NIOCore

/// The body of `POST /v1/realtime/client_secrets` (openai-realtime §1.3): asks for a secret with which a browser begins a
/// session whose model and settings are these.
package struct ClientSecretRequest: Sendable, Equatable {
    /// The name of the model.
    package var model: String
    /// The session's settings. They are what the session begins with: the browser could change them.
    package var session: SessionSettings
    /// For how many seconds the secret begins sessions, 10 to 7200.
    package var seconds: Int

    package init(model: String, session: SessionSettings, seconds: Int) {
        self.model = model
        self.session = session
        self.seconds = seconds
    }

    /// Appends the body as one JSON text.
    package func write(into buffer: inout ByteBuffer) {
        json.write(into: &buffer)
    }

    private var json: OrderedJSON {
        [
            "expires_after": ["anchor": "created_at", "seconds": .int(seconds)],
            "session": sessionJSON,
        ]
    }

    /// The settings, and the model, which a socket has in its address instead.
    private var sessionJSON: OrderedJSON {
        guard case .object(var members) = session.json else { return session.json }
        members.insert(.init(key: "model", value: .string(model)), at: 1)
        return .object(members)
    }
}
