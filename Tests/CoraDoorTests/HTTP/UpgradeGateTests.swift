import CoraTenant
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Synchronization
import Testing

@testable import CoraDoor

struct UpgradeGateTests {
    private static let upgrade: HTTPHeaders = ["Connection": "Upgrade", "Upgrade": "websocket"]

    private func channel(
        patience: CallDuration = .seconds(15), _ policy: @escaping UpgradePolicy
    ) throws -> EmbeddedChannel {
        EmbeddedChannel(handler: UpgradeGate(policy, patience: patience))
    }

    /// What comes out of the gate for a request.
    private func passed(_ headers: HTTPHeaders, through channel: EmbeddedChannel) throws -> HTTPHeaders? {
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/twilio/media", headers: headers)
        try channel.writeInbound(HTTPServerRequestPart.head(head))
        guard case .head(let passed) = try channel.readInbound(as: HTTPServerRequestPart.self) else { return nil }
        return passed.headers
    }

    @Test func `a request that may be upgraded passes as it stands`() throws {
        let channel = try channel { _ in .upgrade }
        #expect(try passed(Self.upgrade, through: channel) == Self.upgrade)
    }

    @Test func `a request that may not goes on as a plain one, with the reason, and is the connection's last`() throws {
        let headers = try passed(Self.upgrade, through: channel { _ in .refuse("no signature") })
        #expect(headers?["Upgrade"] == [])
        #expect(headers?["Connection"] == ["close"])
        #expect(headers?[UpgradeGate.refusedHeader] == ["no signature"])
    }

    @Test func `plain requests are not judged, and cannot bring a reason of their own, the first nor a later one`()
        throws
    {
        let channel = try channel { _ in .refuse("judged") }
        for _ in 0..<2 {
            let headers = try passed([UpgradeGate.refusedHeader: "a lie", "Host": "x"], through: channel)
            #expect(headers == ["Host": "x"])
        }
    }

    @Test func `only a connection's first request can be upgraded`() throws {
        let judged = Mutex(0)
        let channel = try channel { _ in
            judged.withLock { $0 += 1 }
            return .upgrade
        }
        _ = try passed([:], through: channel)
        _ = try passed(Self.upgrade, through: channel)
        #expect(judged.withLock { $0 } == 0)
    }

    @Test func `after an upgrade, bytes pass that are no HTTP`() throws {
        let channel = try channel { _ in .upgrade }
        _ = try passed(Self.upgrade, through: channel)
        try channel.writeInbound(ByteBuffer(string: "a frame"))
        #expect(try channel.readInbound(as: ByteBuffer.self) == ByteBuffer(string: "a frame"))
    }

    @Test func `a connection that asks for nothing is closed; one that has asked is not`() throws {
        let silent = try channel { _ in .upgrade }
        try silent.connect(to: SocketAddress(unixDomainSocketPath: "/x")).wait()
        let busy = try channel { _ in .upgrade }
        try busy.connect(to: SocketAddress(unixDomainSocketPath: "/x")).wait()
        _ = try passed([:], through: busy)
        silent.embeddedEventLoop.advanceTime(by: .seconds(14))
        #expect(silent.isActive)
        silent.embeddedEventLoop.advanceTime(by: .seconds(1))
        busy.embeddedEventLoop.advanceTime(by: .seconds(60))
        #expect(!silent.isActive)
        #expect(busy.isActive)
    }

    @Test func `the first request has as long as the settings say`() throws {
        let silent = try channel(patience: .seconds(2)) { _ in .upgrade }
        try silent.connect(to: SocketAddress(unixDomainSocketPath: "/x")).wait()
        silent.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(silent.isActive)
        silent.embeddedEventLoop.advanceTime(by: .seconds(1))
        #expect(!silent.isActive)
    }

    @Test func `a connection whose bytes are no HTTP is closed at once`() throws {
        let channel = try channel { _ in .upgrade }
        try channel.connect(to: SocketAddress(unixDomainSocketPath: "/x")).wait()
        channel.pipeline.fireErrorCaught(HTTPParserError.headerOverflow)
        #expect(throws: HTTPParserError.self) { try channel.throwIfErrorCaught() }
        channel.embeddedEventLoop.run()
        #expect(!channel.isActive)
    }

    @Test
    func `a server that goes away waits half a second for who has asked for nothing, and leaves others to the router`()
        throws
    {
        let silent = try channel { _ in .upgrade }
        let late = try channel { _ in .upgrade }
        let busy = try channel { _ in .upgrade }
        for each in [silent, late, busy] {
            try each.connect(to: SocketAddress(unixDomainSocketPath: "/x")).wait()
        }
        _ = try passed([:], through: busy)
        for each in [silent, late, busy] { each.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
        for each in [silent, late, busy] { each.embeddedEventLoop.advanceTime(by: .milliseconds(499)) }
        #expect(silent.isActive)
        _ = try passed([:], through: late)
        silent.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        #expect(!silent.isActive)
        for each in [late, busy] { each.embeddedEventLoop.advanceTime(by: .seconds(60)) }
        #expect(late.isActive && busy.isActive)
    }
}
