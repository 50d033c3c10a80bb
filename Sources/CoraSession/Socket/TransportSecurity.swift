package import NIOCore

/// What makes a socket secure: TLS, from whichever library. The dialling knows none, so that a build of a call's rooms
/// needs none.
package struct TransportSecurity: Sendable {
    /// Makes the handler that goes first into a client's pipeline. Loop-bound.
    /// - Parameter serverName: the name that the peer's certificate has to bear; nil for an address that is an IP literal.
    /// - Throws: the library's error, for a name that cannot be one.
    package var handler: @Sendable (_ serverName: String?) throws -> any ChannelHandler

    package init(_ handler: @escaping @Sendable (_ serverName: String?) throws -> any ChannelHandler) {
        self.handler = handler
    }
}
