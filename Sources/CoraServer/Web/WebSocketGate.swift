import CoraDoor
import CoraTenant
import CoraWeb
import HTTPTypes
import NIOHTTP1

/// The web clients' socket as a request: which requests ask for it, which may become it, and what they bring. Who is let
/// in is decided by the session's token (`TicketDesk`).
enum WebSocketGate {
    /// The socket's address.
    static let path = "/web/media"
    private static let header = HTTPField.Name.socketProtocol.rawName

    /// Whether a request is for the web clients' socket.
    static func isAsked(_ head: HTTPRequestHead) -> Bool {
        head.uri.prefix { $0 != "?" } == path
    }

    /// Decides whether a request may become the socket: a client that names subprotocols has to name ours, because a
    /// browser closes a socket whose server chose none of them.
    static func verdict(on head: HTTPRequestHead) -> UpgradeVerdict {
        let offered = head.headers[header]
        guard offered.isEmpty || WebHello.isSpoken(in: offered) else {
            return .refuse("the subprotocol \(WebHello.subprotocol) is not offered")
        }
        return .upgrade
    }

    /// The headers of the answer that makes a request a socket.
    static func answer(to head: HTTPRequestHead) -> HTTPHeaders {
        isAsked(head) && WebHello.isSpoken(in: head.headers[header]) ? [header: WebHello.subprotocol] : [:]
    }

    /// Which way the client wishes its audio to go.
    static func media(of head: HTTPRequestHead) -> WebMedia {
        WebMedia(subprotocols: head.headers[header])
    }

    /// What the client presents with the request; nil if its first message will be the hello.
    static func hello(of head: HTTPRequestHead) -> WebHello? {
        WebHello(subprotocols: head.headers[header])
    }
}
