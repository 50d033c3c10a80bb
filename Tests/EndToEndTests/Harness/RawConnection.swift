import NIOCore
import NIOPosix

/// A TCP connection of a client that need not speak HTTP.
struct RawConnection: Sendable {
    private let channel: any Channel
    private let received: Ledger<String>
    private let ended: Ledger<Void>

    /// Connects to a port of the loopback address.
    static func open(port: Int) async throws -> RawConnection {
        let (received, ended) = (Ledger<String>(), Ledger<Void>())
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Receiver(received))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        channel.closeFuture.whenComplete { _ in ended.append(()) }
        return RawConnection(channel: channel, received: received, ended: ended)
    }

    func send(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text))
    }

    /// Waits for bytes that hold this.
    func hears(_ text: String) async throws {
        try await received.first("bytes with \(text)") { $0.contains(text) }
    }

    /// Waits until the server closes it.
    func isClosedByServer() async throws {
        try await ended.first("the connection's end") { _ in true }
    }

    var isOpen: Bool { channel.isActive }

    func close() async {
        try? await channel.close()
    }

    private final class Receiver: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let received: Ledger<String>

        init(_ received: Ledger<String>) {
            self.received = received
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received.append(String(buffer: unwrapInboundIn(data)))
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
