package import Hummingbird
import NIOCore

/// What routes know of a request besides the request itself: who sent it.
package struct ClientRequestContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The client's address, without its port; behind a proxy that is not trusted, the proxy's. Nil on a socket that
    /// has no address.
    package var clientAddress: String?
    /// The connection that the request came on, as the `Doorkeeper` knows it.
    package let connection: ObjectIdentifier

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        connection = ObjectIdentifier(source.channel)
        clientAddress = source.channel.remoteAddress?.ipAddress
    }
}
