/// By which way a caller reached us. It follows from who calls, which is decided where the ticket is made (``Caller``).
package enum CallChannel: String, Sendable, Hashable, CaseIterable {
    /// A telephone: the carrier's media stream.
    case telephone
    /// A browser or an app.
    case web
}

/// How the audio of a web session travels.
package enum WebMedia: String, Sendable, Hashable, CaseIterable {
    /// Over the session's socket, and so through this process.
    case socket
    /// Over a peer connection between the browser and the model.
    case webrtc
}

extension Caller {
    /// By which way the caller reached us.
    package var channel: CallChannel { self == .web ? .web : .telephone }
}
