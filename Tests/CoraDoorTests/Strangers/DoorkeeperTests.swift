import CoraSettings
import CoraSupervisor
import CoraTenant
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import CoraDoor

struct DoorkeeperTests {
    /// A connection that a doorkeeper knows.
    private func connection(
        _ doorkeeper: Doorkeeper, from address: String = "192.0.2.1", patience: CallDuration = .seconds(5)
    ) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handler: RequestWatch(doorkeeper, patience: patience))
        channel.remoteAddress = try SocketAddress(ipAddress: address, port: 4000)
        try channel.connect(to: SocketAddress(ipAddress: address, port: 4000)).wait()
        doorkeeper.arrived(channel)
        return channel
    }

    private func begin(_ channel: EmbeddedChannel, _ headers: HTTPHeaders = [:]) throws {
        let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: "/twilio/voice", headers: headers)
        try channel.writeInbound(HTTPServerRequestPart.head(head))
    }

    @Test func `too many connections of one peer close its oldest, with the reason counted`() throws {
        let doorkeeper = Doorkeeper(.init(all: 10, perPeer: 2))
        let channels = try (0..<4).map { _ in try connection(doorkeeper) }
        for channel in channels { channel.embeddedEventLoop.run() }
        #expect(channels.map(\.isActive) == [false, false, true, true])
        #expect(doorkeeper.stats.open == 2)
        #expect(doorkeeper.stats.turnedAway == ["peer": 2])
    }

    @Test func `addresses of one IPv6 network are one peer`() throws {
        let doorkeeper = Doorkeeper(.init(all: 10, perPeer: 1))
        let first = try connection(doorkeeper, from: "2001:db8:1:2::1")
        _ = try connection(doorkeeper, from: "2001:db8:1:2::2")
        first.embeddedEventLoop.run()
        #expect(!first.isActive)
    }

    @Test func `one that was vouched for is no stranger, and is not closed for others`() throws {
        let doorkeeper = Doorkeeper(.init(all: 1, perPeer: 1))
        let call = try connection(doorkeeper)
        doorkeeper.vouched(for: ObjectIdentifier(call))
        #expect(doorkeeper.stats.open == 0)
        for _ in 0..<3 { _ = try connection(doorkeeper) }
        call.embeddedEventLoop.run()
        #expect(call.isActive)
    }

    @Test func `one that closes by itself makes room`() throws {
        let doorkeeper = Doorkeeper(.init(all: 10, perPeer: 10))
        let channel = try connection(doorkeeper)
        #expect(doorkeeper.stats.open == 1)
        try channel.close().wait()
        channel.embeddedEventLoop.run()
        #expect(doorkeeper.stats.open == 0)
    }

    @Test func `behind a trusted proxy the client counts that it names; another's word is not believed`() throws {
        let proxies = try #require(TrustedProxies("192.0.2.0/24"))
        let doorkeeper = Doorkeeper(.init(all: 10, perPeer: 1), proxies: proxies)
        let proxied = try (0..<3).map { _ in try connection(doorkeeper) }
        try begin(proxied[0], ["X-Forwarded-For": "203.0.113.7"])
        try begin(proxied[1], ["X-Forwarded-For": "203.0.113.8"])
        for channel in proxied { channel.embeddedEventLoop.run() }
        #expect(proxied.map(\.isActive) == [true, true, true])
        try begin(proxied[2], ["X-Forwarded-For": "203.0.113.7"])
        proxied[0].embeddedEventLoop.run()
        #expect(!proxied[0].isActive)
        let liar = try connection(doorkeeper, from: "198.51.100.1")
        try begin(liar, ["X-Forwarded-For": "203.0.113.9"])
        _ = try connection(doorkeeper, from: "198.51.100.1")
        liar.embeddedEventLoop.run()
        #expect(!liar.isActive)
    }

    @Test func `strangers have a quarter of the file descriptors at most`() {
        var settings = Settings().server
        settings.maxConnections = 1000
        #expect(Doorkeeper(settings, files: 1024).stats.limit == 256)
        #expect(Doorkeeper(settings, files: 65_536).stats.limit == 1000)
    }

    // MARK: The watch

    @Test func `a body that does not come in five seconds closes the connection, however its bytes come`() throws {
        let doorkeeper = Doorkeeper(.init(all: 10, perPeer: 10))
        let channel = try connection(doorkeeper)
        try begin(channel)
        for _ in 0..<4 {
            channel.embeddedEventLoop.advanceTime(by: .seconds(1))
            try channel.writeInbound(HTTPServerRequestPart.body(ByteBuffer(string: "a")))
        }
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
        #expect(doorkeeper.stats.turnedAway == ["slow_body": 1])
    }

    @Test func `a whole request has all the time it needs for its answer; the next one has five seconds again`() throws
    {
        let channel = try connection(Doorkeeper(.init(all: 10, perPeer: 10)))
        try begin(channel)
        try channel.writeInbound(HTTPServerRequestPart.end(nil))
        channel.embeddedEventLoop.advanceTime(by: .seconds(60))
        #expect(channel.isActive)
        try channel.writeOutbound(HTTPServerResponsePart.head(.init(version: .http1_1, status: .ok)))
        try channel.writeOutbound(HTTPServerResponsePart.end(nil))
        try begin(channel)
        channel.embeddedEventLoop.advanceTime(by: .seconds(5))
        #expect(!channel.isActive)
    }

    @Test func `a body has as long as the settings say`() throws {
        let channel = try connection(Doorkeeper(.init(all: 10, perPeer: 10)), patience: .seconds(30))
        try begin(channel)
        channel.embeddedEventLoop.advanceTime(by: .seconds(29))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!channel.isActive)
    }

    @Test func `what follows a request that may become a websocket is passed on unread`() throws {
        let channel = try connection(Doorkeeper(.init(all: 10, perPeer: 10)))
        try begin(channel, ["Upgrade": "websocket", "Connection": "Upgrade"])
        _ = try channel.readInbound(as: HTTPServerRequestPart.self)
        try channel.writeInbound(ByteBuffer(string: "a frame"))
        #expect(try channel.readInbound(as: ByteBuffer.self) == ByteBuffer(string: "a frame"))
        try channel.writeOutbound(ByteBuffer(string: "another"))
        #expect(try channel.readOutbound(as: ByteBuffer.self) == ByteBuffer(string: "another"))
        let watch = try channel.pipeline.syncOperations.handler(type: RequestWatch.self)
        channel.pipeline.syncOperations.removeHandler(watch, promise: nil)
        channel.embeddedEventLoop.advanceTime(by: .seconds(60))
        #expect(channel.isActive)
    }
}
