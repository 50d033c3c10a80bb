package import CoraTenant

extension WebMedia {
    /// The subprotocol with which a client wishes for WebRTC (`Config/web-protocol.md`).
    package static let wish = "cora.media.webrtc"

    /// What a client wishes for.
    /// - Parameter offered: the values of `Sec-WebSocket-Protocol`, in order; each may be a list with commas.
    package init(subprotocols offered: [String]) {
        self = WebHello.names(offered).contains(Self.wish[...]) ? .webrtc : .socket
    }
}

/// Why the page is asked for a connection to the model.
package enum PeerReason: String, Sendable, Equatable {
    /// The session has none yet.
    case first
    /// The one it had does not work any more.
    case lost
    /// The one it has is about to be too old, and goes on until the new one takes over.
    case renewal
}

/// How one of the page's connections to the model is.
package enum PeerState: String, Sendable, Equatable {
    /// It stands.
    case connected
    /// It stood, and is gone.
    case lost
    /// It cannot be made.
    case failed
}
