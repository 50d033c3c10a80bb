import CoraWire
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import CoraSession

/// From HTTP to a bare socket: no byte is lost, and no handler is left.
struct BareSocketUpgraderTests {
    private static let handshake: HTTPHeaders = [
        "Host": "x", "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    ]

    private static func request(_ headers: HTTPHeaders) -> ByteBuffer {
        ByteBuffer(
            string: "GET /twilio/media HTTP/1.1\r\n" + headers.map { "\($0.name): \($0.value)\r\n" }.joined() + "\r\n")
    }

    /// A server's connection before its request.
    private static func server(_ heard: HeardMessages) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel()
        let bound = NIOLoopBound(heard, eventLoop: channel.eventLoop)
        let upgrader = BareSocketUpgrader<Void>(answer: { _ in ["X-Answer": "yes"] }) { channel, head in
            #expect(head.uri == "/twilio/media")
            try channel.pipeline.syncOperations.addHandler(
                MediaSocketHandler(MediaSocket(isClient: false), bound.value, longestMessage: 1000))
        }
        let upgrade = NIOTypedHTTPServerUpgradeConfiguration<Void>(
            upgraders: [upgrader], notUpgradingCompletionHandler: { $0.eventLoop.makeSucceededVoidFuture() })
        _ = try channel.pipeline.syncOperations.configureUpgradableHTTPServerPipeline(
            configuration: .init(upgradeConfiguration: upgrade))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        return channel
    }

    /// The names of the handlers that are left.
    private static func expectBare(_ channel: EmbeddedChannel) {
        let handlers = channel.pipeline.debugDescription
        #expect(handlers.contains("MediaSocketHandler"))
        #expect(!handlers.contains("HTTP"))
        #expect(!handlers.contains("WebSocketFrame"))
        #expect(!handlers.contains("AnswerStatus"))
    }

    @Test func `frames right behind a client's request are read`() throws {
        let stream =
            Self.request(Self.handshake).readableBytesView
            + TestFrame.text("one").bytes(isMasked: true)
            .readableBytesView + TestFrame.text("two").bytes(isMasked: true).readableBytesView
        for split in 1...stream.count {
            let heard = HeardMessages()
            let channel = try Self.server(heard)
            try channel.writeInbound(ByteBuffer(bytes: stream.prefix(split)))
            channel.embeddedEventLoop.run()
            if split < stream.count { try channel.writeInbound(ByteBuffer(bytes: stream.dropFirst(split))) }
            channel.embeddedEventLoop.run()
            #expect(heard.told == [.text("one"), .text("two")], "split at \(split)")
            Self.expectBare(channel)
            var answer = ""
            while let bytes = try channel.readOutbound(as: ByteBuffer.self) { answer += String(buffer: bytes) }
            #expect(answer.hasPrefix("HTTP/1.1 101"))
            // RFC 6455 §1.3 has the key and its answer.
            #expect(answer.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
            #expect(answer.contains("X-Answer: yes"))
        }
    }

    @Test func `a handshake of another version opens no socket`() throws {
        let heard = HeardMessages()
        let channel = try Self.server(heard)
        var headers = Self.handshake
        headers.replaceOrAdd(name: "Sec-WebSocket-Version", value: "8")
        _ = try? channel.writeInbound(Self.request(headers))
        channel.embeddedEventLoop.run()
        #expect(!channel.pipeline.debugDescription.contains("MediaSocketHandler"))
    }

    @Test func `frames right behind a server's answer are read`() throws {
        let heard = HeardMessages()
        let channel = EmbeddedChannel()
        let bound = NIOLoopBound(heard, eventLoop: channel.eventLoop)
        let upgrader = BareClientUpgrader<Void> { channel in
            try channel.pipeline.syncOperations.addHandler(
                MediaSocketHandler(MediaSocket(isClient: true), bound.value, longestMessage: 1000))
        }
        let upgrade = NIOTypedHTTPClientUpgradeConfiguration<Void>(
            upgradeRequestHead: HTTPRequestHead(version: .http1_1, method: .GET, uri: "/v1/realtime"),
            upgraders: [upgrader], notUpgradingCompletionHandler: { $0.eventLoop.makeSucceededVoidFuture() })
        var configuration = NIOUpgradableHTTPClientPipelineConfiguration(upgradeConfiguration: upgrade)
        configuration.leftOverBytesStrategy = .forwardBytes
        _ = try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(configuration: configuration)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        var request = ""
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) { request += String(buffer: bytes) }
        let key = try #require(
            request.split(separator: "\r\n").first { $0.hasPrefix("Sec-WebSocket-Key: ") }?.dropFirst(19))
        try channel.writeInbound(Self.answer(to: String(key), with: TestFrame.text("session").bytes(isMasked: false)))
        channel.embeddedEventLoop.run()
        #expect(heard.told == [.text("session")])
        Self.expectBare(channel)
    }

    /// What a server answers to a key, and a frame in the same packet.
    private static func answer(to key: String, with frame: ByteBuffer) throws -> ByteBuffer {
        let channel = EmbeddedChannel()
        var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/", headers: handshake)
        head.headers.replaceOrAdd(name: "Sec-WebSocket-Key", value: key)
        let headers = try BareSocketUpgrader<Void>(answer: { _ in [:] }, configure: { _, _ in })
            .buildUpgradeResponse(channel: channel, upgradeRequest: head, initialResponseHeaders: [:]).wait()
        var answer = ByteBuffer(string: "HTTP/1.1 101 Switching Protocols\r\n")
        for header in headers { answer.writeString("\(header.name): \(header.value)\r\n") }
        answer.writeString("\r\n")
        answer.writeImmutableBuffer(frame)
        return answer
    }
}
