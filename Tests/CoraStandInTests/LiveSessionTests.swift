import CoraWire
import Logging
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOWebSocket
import Synchronization
import Testing

@testable import CoraStandIn

/// The sockets of a call, on testing channels.
struct LiveSessionTests {
    /// A call, and what became of it.
    private final class Stage {
        let desk = CallDesk()
        let loop = EmbeddedEventLoop()
        let call: LoopBound<LiveSession>
        private let ended = Ended()

        private final class Ended: Sendable {
            let record = Mutex<StandInRecord?>(nil)
        }

        init(_ configuration: StandInConfiguration = .immediate()) {
            let session = StandInSession(
                configuration: configuration, model: "gpt-realtime", openedAt: 0, salt: "0000000000000", call: "rtc_1")
            let live = LiveSession(session, loop: loop, logger: Logger(label: "test")) { [desk] in
                desk.leave("rtc_1")
            } ended: { [ended, desk] record in
                desk["rtc_1"] = nil
                ended.record.withLock { $0 = record }
            }
            call = LoopBound(live, on: loop)
            desk["rtc_1"] = CallDesk.Call(session: call, token: "t1")
        }

        /// What the session heard and said; nil until it is over.
        var record: StandInRecord? { ended.record.withLock(\.self) }

        func join(_ role: SocketRole) throws -> Socket {
            let channel = EmbeddedChannel(handler: StandInHandler(call, as: role))
            channel.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
            return Socket(channel: channel)
        }

        func hangUp() { call.run { $0.hangUp() } }
    }

    /// The other end of a socket.
    private struct Socket {
        let channel: EmbeddedChannel

        func send(_ text: String, _ opcode: WebSocketOpcode = .text) throws {
            try channel.writeInbound(
                WebSocketFrame(fin: true, opcode: opcode, maskKey: [0, 0, 0, 0], data: ByteBuffer(string: text)))
        }

        /// The types of the events that came, those that repeat counted once, and `close` with its code.
        func received() throws -> [String] {
            var types: [String] = []
            while let frame = try channel.readOutbound(as: WebSocketFrame.self) {
                var data = frame.data
                let type =
                    switch frame.opcode {
                    case .text: try JSON.parse(data)["type"]?.string ?? "?"
                    case .connectionClose: "close \(data.readInteger(as: UInt16.self) ?? 0)"
                    default: "\(frame.opcode)"
                    }
                if types.last != type { types.append(type) }
            }
            return types
        }

        func close() throws { _ = try channel.finish(acceptAlreadyClosed: true) }
    }

    @Test func `all hear events, the media side alone hears audio, and each may ask`() throws {
        let stage = Stage()
        let media = try stage.join(.media)
        #expect(try media.received() == ["session.created"])
        let sideband = try stage.join(.sideband(nil))
        #expect(try sideband.received() == ["session.created"])
        #expect(try media.received().isEmpty)
        try sideband.send(#"{"type":"response.create"}"#)
        let played = try media.received()
        let heard = try sideband.received()
        #expect(played.contains("response.output_audio.delta"))
        // Runs of one type count as one.
        let others = played.filter { $0 != "response.output_audio.delta" }
        #expect(heard == others.indices.filter { $0 == 0 || others[$0] != others[$0 - 1] }.map { others[$0] })
        #expect(heard.contains("response.output_audio_transcript.delta"))
        try media.send(#"{"type":"session.update","session":{"type":"realtime"}}"#)
        #expect(try sideband.received() == ["session.updated"])
        #expect(try media.received() == ["session.updated"])
    }

    @Test func `reports come from the media side alone`() throws {
        let stage = Stage()
        let media = try stage.join(.media)
        let sideband = try stage.join(.sideband(nil))
        try sideband.send(#"{"type":"response.create"}"#)
        let response = try #require(stage.record ?? record(of: stage)).responses[0].id
        _ = (try media.received(), try sideband.received())
        try sideband.send(#"{"played":"\#(response)","audio_ms":0}"#, .binary)
        #expect(try sideband.received() == ["error"])
        #expect(try media.received() == ["error"])
        try media.send(#"{"played":"\#(response)","audio_ms":0}"#, .binary)
        #expect(try sideband.received() == ["output_audio_buffer.started"])
    }

    private func record(of stage: Stage) -> StandInRecord? {
        let found = Mutex<StandInRecord?>(nil)
        stage.call.run { live in
            let record = live.record
            found.withLock { $0 = record }
        }
        return found.withLock(\.self)
    }

    @Test func `a sideband that is closed does not end the call`() throws {
        let stage = Stage()
        let media = try stage.join(.media)
        try stage.join(.sideband(nil)).close()
        #expect(stage.record == nil)
        _ = try media.received()
        try media.send(#"{"type":"response.create"}"#)
        #expect(try media.received().last == "response.done")
        #expect(try stage.join(.sideband(nil)).received() == ["session.created"])
    }

    @Test func `a hang-up closes every socket`() throws {
        let stage = Stage()
        let sockets = [try stage.join(.media), try stage.join(.sideband(nil))]
        stage.hangUp()
        for socket in sockets {
            #expect(try socket.received().last == "close 1000")
            try socket.close()
        }
        #expect(stage.record?.closeCode == 1_000)
        #expect(stage.record?.rtcCall == "rtc_1")
        #expect(stage.desk["rtc_1"] == nil)
    }

    @Test func `a call that no socket has joined can be hung up`() {
        let stage = Stage()
        stage.hangUp()
        #expect(stage.record != nil)
        #expect(stage.desk["rtc_1"] == nil)
    }

    @Test func `nothing tells a sideband that the browser has left: it is open until the hang-up`() throws {
        let stage = Stage()
        let media = try stage.join(.media)
        let sideband = try stage.join(.sideband(nil))
        _ = try sideband.received()
        try media.close()
        #expect(try sideband.received().isEmpty)
        #expect(stage.desk["rtc_1"]?.isLeft == true)
        #expect(stage.record == nil)
        stage.hangUp()
        #expect(try sideband.received() == ["close 1000"])
        try sideband.close()
        #expect(stage.record != nil)
    }

    @Test func `the call is over when the browser has left, and no sideband is there`() throws {
        let stage = Stage()
        try stage.join(.media).close()
        #expect(stage.record != nil)
        #expect(stage.desk["rtc_1"] == nil)
    }

    @Test func `a sideband's faults: dropped after a time, not greeted, closed with the media side`() throws {
        let stage = Stage()
        let media = try stage.join(.media)
        let dropped = try stage.join(.sideband(.drop(after: .milliseconds(80))))
        let quiet = try stage.join(.sideband(.quiet))
        let loyal = try stage.join(.sideband(.endsWithMedia))
        stage.loop.advanceTime(by: .milliseconds(79))
        #expect(dropped.channel.isActive)
        stage.loop.advanceTime(by: .milliseconds(1))
        #expect(!dropped.channel.isActive)
        #expect(try dropped.received() == ["session.created"])
        #expect(try quiet.received().isEmpty)
        try media.close()
        #expect(try loyal.received() == ["session.created", "close 1000"])
        #expect(try quiet.received().isEmpty)
    }

    @Test func `a call is joined with its token, or by its id with an API key, while the browser is there`() throws {
        let stage = Stage()
        let plan = FaultPlan([
            PlannedFault(.sideband(.unknown), count: 2), PlannedFault(.sideband(.quiet)), PlannedFault(.dial(.mute)),
        ])
        func gate(_ query: String, key: String) throws -> (refused: HTTPResponseStatus?, role: SocketRole?) {
            let channel = EmbeddedChannel()
            let gate = DialGate(configuration: StandInConfiguration(), plan: plan, desk: stage.desk)
            let head = HTTPRequestHead(
                version: .http1_1, method: .GET, uri: "/v1/realtime?call_id=\(query)",
                headers: ["authorization": "Bearer \(key)"])
            let headers = try gate.headers(for: UpgradeRequest(head), on: channel).wait()
            #expect((headers == nil) == (gate.refusal != nil))
            return (gate.refusal?.status, gate.joins?.role)
        }
        #expect(try gate("rtc_1&role=media", key: "t1") == (nil, .media))
        #expect(try gate("rtc_1&role=media", key: "sk-a").refused == .notFound)
        #expect(try gate("rtc_2", key: "sk-a").refused == .notFound)
        #expect(try gate("rtc_1", key: "sk-a").refused == .notFound)
        #expect(try gate("rtc_1", key: "sk-a").refused == .notFound)
        #expect(plan.count == 2, "the media side is spared what is planned for dials")
        #expect(try gate("rtc_1", key: "sk-a") == (nil, .sideband(.quiet)))
        #expect(try gate("rtc_1", key: "sk-a") == (nil, .sideband(nil)))
        #expect(try gate("rtc_1", key: "sk-wrong") == (nil, nil))
        stage.desk.leave("rtc_1")
        #expect(try gate("rtc_1", key: "sk-a").refused == .notFound)
        #expect(try gate("rtc_1&role=media", key: "t1").refused == .notFound)
    }
}
