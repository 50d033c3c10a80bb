import CAccept
import Glibc
import Logging
import NIOCore
import NIOPosix
import Testing

@testable import CoraDoor

/// A listening socket, and the errors of accept(2).
@Suite(.timeLimit(.minutes(2)))
struct AcceptErrorTests {
    @Test(arguments: [
        ENETDOWN, EPROTO, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, EOPNOTSUPP, ENETUNREACH, ECONNABORTED,
        ECONNRESET, EPERM, ENOSR, ESOCKTNOSUPPORT, EPROTONOSUPPORT, ETIMEDOUT,
    ])
    func `an error of a single connection is reported as one for which NIO keeps the listening socket`(code: CInt) {
        #expect(cora_accept_reported(code) == ECONNABORTED)
    }

    @Test(arguments: [EBADF, EFAULT, EINVAL, ENOTSOCK, EMFILE, ENFILE, ENOBUFS, ENOMEM, EAGAIN, EINTR])
    func `an error of the listening socket, of the process or of the moment stays what it is`(code: CInt) {
        #expect(cora_accept_reported(code) == code)
    }

    @Test func `this program accepts by our accept4, and the kernel's own error can be asked for`() {
        // A socket that takes no connections has the kernel say EOPNOTSUPP.
        let datagrams = socket(AF_INET, CInt(SOCK_DGRAM.rawValue), 0)
        defer { close(datagrams) }
        errno = 0
        let accepted = accept4(datagrams, nil, nil, 0)
        let reported = errno
        #expect(accepted == -1)
        #expect(reported == ECONNABORTED)
        #expect(cora_accept_error() == EOPNOTSUPP)
    }

    @Test func `a listening socket survives an error that NIO does not know, and accepts the connection that follows`()
        async throws
    {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let (accepted, outlet) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .unbounded)
        let socket = try SwitchedSocket()
        defer { socket.close() }
        let listener = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                outlet.yield()
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            .withBoundSocket(socket.descriptor).get()
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        try await AcceptBackoff.guardAccepting(
            of: listener, Doorkeeper(.init(all: 10, perPeer: 10)), logger: quiet)
        // A listener that has closed accepts nothing more.
        listener.closeFuture.whenComplete { _ in outlet.finish() }
        let port = try #require(listener.localAddress?.port)
        try await listener.eventLoop.submit {
            try listener.pipeline.syncOperations.addHandler(SwitchBack(socket), position: .first)
            socket.takeAway()
        }.get()
        let client = try await ClientBootstrap(group: group).connect(host: "127.0.0.1", port: port).get()
        for await _ in accepted { break }
        #expect(listener.isActive)
        try? await client.close()
        try? await listener.close()
        try await group.shutdownGracefully()
    }
}

/// A listening socket whose descriptor can be made that of another socket, for which accept(2) fails, and made that of the
/// listening one again. The kernel tells of connections all the while, since the listening socket stays open.
private final class SwitchedSocket: Sendable {
    /// The descriptor, which NIO closes.
    let descriptor: CInt
    private let listening: CInt
    private let datagrams: CInt

    init() throws {
        descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        datagrams = socket(AF_INET, CInt(SOCK_DGRAM.rawValue), 0)
        let own = descriptor
        let isBound = try SocketAddress(ipAddress: "127.0.0.1", port: 0).withSockAddr { address, size in
            bind(own, address, socklen_t(size)) == 0
        }
        try #require(isBound && listen(descriptor, 16) == 0)
        listening = dup(descriptor)
    }

    /// Makes the descriptor one that accept(2) refuses.
    func takeAway() { dup2(datagrams, descriptor) }

    /// Makes the descriptor the listening socket's again.
    func putBack() { dup2(listening, descriptor) }

    func close() {
        Glibc.close(listening)
        Glibc.close(datagrams)
    }
}

/// Puts the listening socket back at the first error, and passes the error on.
private final class SwitchBack: ChannelInboundHandler {
    typealias InboundIn = any Channel
    private let socket: SwitchedSocket

    init(_ socket: SwitchedSocket) { self.socket = socket }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        socket.putBack()
        context.fireErrorCaught(error)
    }
}
