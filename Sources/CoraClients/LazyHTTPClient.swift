package import AsyncHTTPClient
package import NIOCore
package import NIOSSL
import Synchronization

/// An HTTP client that is made when it is first needed, and is nil once it was shut down. Any thread.
package final class LazyHTTPClient: Sendable {
    private enum State {
        case unused
        case made(HTTPClient)
        case closed
    }

    private let group: any EventLoopGroup
    private let tls: TLSConfiguration?
    private let state = Mutex(State.unused)

    /// - Parameter tls: what to trust, if not the system's roots alone.
    package init(group: any EventLoopGroup, tls: TLSConfiguration? = nil) {
        self.group = group
        self.tls = tls
    }

    /// The client; nil once it was shut down.
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

    /// Closes its connections.
    package func shutdown() async {
        let client: HTTPClient? = state.withLock { state in
            defer { state = .closed }
            guard case .made(let client) = state else { return nil }
            return client
        }
        try? await client?.shutdown()
    }
}
