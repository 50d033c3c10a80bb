import BenchProbes
import NIOCore
import NIOPosix
import Synchronization

/// Strangers who hold connections to a server open: idle ones, and slow ones, which send a request's body byte by byte.
/// One that is closed comes back a moment later. They come from many addresses of the loopback network.
final class Crowd: Sendable {
    /// How many connections an address has.
    private static let perAddress = 100
    /// How long a stranger stays away.
    private static let absence = TimeAmount.milliseconds(500)

    private let port: Int
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let isOver = Atomic(false)
    private let opened = Atomic(0)
    private let closed = Atomic(0)

    init(port: Int) {
        self.port = port
    }

    /// How many connections were opened so far, those that came back included.
    var connections: Int { opened.load(ordering: .relaxed) }
    /// How many are open now.
    var open: Int { connections - closed.load(ordering: .relaxed) }

    /// Has so many strangers come, and waits until each has been there once.
    func come(idle: Int, slow: Int) async throws {
        for number in 0..<(idle + slow) { come(number, isSlow: number < slow) }
        while connections < idle + slow { try await Task.sleep(for: .milliseconds(20)) }
    }

    func leave() async throws {
        isOver.store(true, ordering: .relaxed)
        try await group.shutdownGracefully()
    }

    private func come(_ number: Int, isSlow: Bool) {
        guard !isOver.load(ordering: .relaxed) else { return }
        let connected = ClientBootstrap(group: group)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if isSlow { try channel.pipeline.syncOperations.addHandler(SlowSender()) }
                }
            }
            .bind(to: Self.address(number))
            .connect(host: "127.0.0.1", port: port)
        connected.whenComplete { result in
            switch result {
            case .success(let channel):
                self.opened.add(1, ordering: .relaxed)
                channel.closeFuture.whenComplete { _ in
                    self.closed.add(1, ordering: .relaxed)
                    channel.eventLoop.scheduleTask(in: Self.absence) { self.come(number, isSlow: isSlow) }
                }
            case .failure:
                self.group.next().scheduleTask(in: Self.absence) { self.come(number, isSlow: isSlow) }
            }
        }
    }

    private static func address(_ number: Int) -> SocketAddress {
        // Every address of 127.0.0.0/8 is this machine's.
        let host = "127.0.1.\(1 + number / perAddress)"
        guard let address = try? SocketAddress(ipAddress: host, port: 0) else { preconditionFailure(host) }
        return address
    }
}

/// Sends the head of a signed webhook, and then a byte of its body a second.
private final class SlowSender: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let head = ByteBuffer(
        string: "POST /twilio/voice HTTP/1.1\r\nHost: bench.example\r\nX-Twilio-Signature: MA==\r\n"
            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\n")

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(Self.head), promise: nil)
        dribble(context)
    }

    private func dribble(_ context: ChannelHandlerContext) {
        context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) {
            guard context.channel.isActive else { return }
            context.writeAndFlush(self.wrapOutboundOut(ByteBuffer(string: "a")), promise: nil)
            self.dribble(context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
