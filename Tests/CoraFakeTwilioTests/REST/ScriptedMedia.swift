import CoraWire
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket
import Synchronization

/// A media socket's server that says nothing and notes what comes: the events of each stream.
final class ScriptedMedia: Sendable {
    private let events = Mutex<[String]>([])
    private let listener = Mutex<(any Channel)?>(nil)
    private let opened: AsyncStream<Void>
    private let opening: AsyncStream<Void>.Continuation

    init() {
        (opened, opening) = AsyncStream.makeStream()
    }

    /// The events but `media`, in order; `close` is the close frame.
    var seen: [String] { events.withLock(\.self) }

    /// Returns when a stream has started.
    func waitForStart() async {
        for await _ in opened { return }
    }

    /// Listens.
    /// - Returns: the socket's URL.
    func start() async throws -> String {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                let upgrader = NIOWebSocketServerUpgrader(
                    shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture([:]) },
                    upgradePipelineHandler: { channel, _ in
                        channel.eventLoop.makeCompletedFuture {
                            try channel.pipeline.syncOperations.addHandler(MediaNotes { self.note($0) })
                        }
                    })
                return channel.pipeline.configureHTTPServerPipeline(
                    withServerUpgrade: (upgraders: [upgrader], completionHandler: { _ in }))
            }
            .bind(host: "127.0.0.1", port: 0).get()
        listener.withLock { $0 = channel }
        return "ws://127.0.0.1:\(channel.localAddress?.port ?? 0)/media"
    }

    /// Stops listening.
    func shutdown() async {
        try? await listener.withLock(\.self)?.close()
    }

    private func note(_ event: String) {
        if event == "media" { return }
        events.withLock { $0.append(event) }
        if event == "start" { opening.yield() }
    }
}

/// Notes the name of each message.
private final class MediaNotes: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame

    private let note: (String) -> Void

    init(note: @escaping (String) -> Void) {
        self.note = note
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        switch frame.opcode {
        case .text: note((try? JSON.parse(frame.unmaskedData))?.object?["event"]?.string ?? "?")
        case .connectionClose: note("close")
        default: break
        }
    }
}
