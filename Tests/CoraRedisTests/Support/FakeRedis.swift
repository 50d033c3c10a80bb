import CoraRedis
import NIOCore
import NIOPosix
import Synchronization

/// A server on loopback that answers as a test says, also what no Redis would.
final class FakeRedis: Sendable {
    /// What it does about a command.
    enum Move: Sendable {
        case answer(RESPValue)
        case bytes(String)
        case close
    }

    /// Says what is done about a command, by the number of its connection, from 1.
    typealias Manners = @Sendable (_ connection: Int, _ command: [String]) -> [Move]

    private let heard = Mutex<[[String]]>([])
    private let connections = Atomic(0)
    private let channel = Mutex<(any Channel)?>(nil)
    private let clients = Mutex<[any Channel]>([])
    private let manners: Manners
    private let greeting: String

    private init(greeting: String, _ manners: @escaping Manners) {
        self.greeting = greeting
        self.manners = manners
    }

    /// Runs `body` with a server, which is gone afterwards.
    /// - Parameters:
    ///   - port: the port; 0 for any.
    ///   - greeting: what it says to a new connection, unasked.
    static func with<Value>(
        port: Int = 0, greeting: String = "", _ manners: @escaping Manners,
        _ body: (FakeRedis) async throws -> Value
    ) async throws -> Value {
        let fake = FakeRedis(greeting: greeting, manners)
        try await fake.listen(on: port)
        let outcome: Result<Value, any Error>
        do {
            outcome = .success(try await body(fake))
        } catch {
            outcome = .failure(error)
        }
        try? await fake.channel.withLock { $0 }?.close().get()
        for client in fake.clients.withLock({ $0 }) { client.close(promise: nil) }
        return try outcome.get()
    }

    /// What any server answers to a handshake; nil to anything else.
    static func manner(_ command: [String]) -> [Move]? {
        switch command.first {
        case "AUTH", "CLIENT", "SELECT": [.answer(.ok)]
        case "PING": [.answer(.text("PONG"))]
        case "ROLE": [.answer(.array([.text("master"), .integer(0), .array([])]))]
        default: nil
        }
    }

    /// Its port.
    var port: Int { channel.withLock { $0?.localAddress?.port } ?? 0 }
    /// The address for clients.
    var address: String { "redis://127.0.0.1:\(port)" }
    /// The commands that came.
    var commands: [[String]] { heard.withLock { $0 } }

    private func listen(on port: Int) async throws {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    self.clients.withLock { $0.append(channel) }
                    let number = self.connections.add(1, ordering: .relaxed).newValue
                    try channel.pipeline.syncOperations.addHandler(Ear(self, number))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        self.channel.withLock { $0 = channel }
    }

    private final class Ear: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let fake: FakeRedis
        private let number: Int
        private var decoder = RESPDecoder()

        init(_ fake: FakeRedis, _ number: Int) {
            self.fake = fake
            self.number = number
        }

        func channelActive(context: ChannelHandlerContext) {
            guard !fake.greeting.isEmpty else { return }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: fake.greeting)), promise: nil)
            context.close(promise: nil)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            decoder.feed(unwrapInboundIn(data))
            while let words = try? decoder.next()?.elements?.map({ $0.text ?? "" }) {
                fake.heard.withLock { $0.append(words) }
                for move in fake.manners(number, words) { carryOut(move, context) }
            }
        }

        private func carryOut(_ move: Move, _ context: ChannelHandlerContext) {
            var bytes = ByteBuffer()
            switch move {
            case .answer(let value): value.write(into: &bytes)
            case .bytes(let text): bytes.writeString(text)
            case .close: return context.close(promise: nil)
            }
            context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
        }
    }
}
