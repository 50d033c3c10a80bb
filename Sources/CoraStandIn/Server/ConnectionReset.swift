import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension Channel {
    /// Closes the connection with a RST: what was not sent yet is lost, and the peer's next read fails. To be called on
    /// the channel's event loop; a channel that is no socket is closed in the ordinary way.
    func reset() {
        guard let socket = self as? any SocketOptionProvider else { return close(promise: nil) }
        // A linger time of 0 is what makes the kernel send RST instead of FIN.
        socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in self.close(promise: nil) }
    }
}
