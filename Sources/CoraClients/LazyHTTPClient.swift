package import AsyncHTTPClient
package import NIOCore
package import NIOSSL
import Synchronization

/// Holds an HTTP client, made when it is first needed. Any thread.
package final class LazyHTTPClient: Sendable {
    private enum State {
        case unused
        case made(HTTPClient)
        case closed
    }

    private let group: any EventLoopGroup
    private let tls: TLSConfiguration?
    private let state = Mutex(State.unused)

    /// - Parameter tls: how connections are secured; nil to trust the system's roots alone.
    package init(group: any EventLoopGroup, tls: TLSConfiguration? = nil) {
        self.group = group
        self.tls = tls
    }

    /// The client, made now if need be; nil after `shutdown`.
    package var client: HTTPClient? {
        state.withLock { state in
            switch state {
            case .made(let client): return client
            case .closed: return nil
            case .unused:
                let client = HTTPClient(eventLoopGroup: group, configuration: .init(tlsConfiguration: tls))
                state = .made(client)
                return client
            }
        }
    }

    /// Closes the client's connections; `client` is nil from then on.
    package func shutdown() async {
        let client: HTTPClient? = state.withLock { state in
            defer { state = .closed }
            guard case .made(let client) = state else { return nil }
            return client
        }
        try? await client?.shutdown()
    }
}
