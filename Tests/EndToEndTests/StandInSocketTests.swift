import CoraStandIn
import Logging
import NIOCore
import NIOWebSocket
import Testing

@Suite(.serialized)
struct StandInSocketTests {
    @Test func `session.created comes with the 101, a session is opened and closed, and the close is answered`()
        async throws
    {
        try await withServer(StandInConfiguration()) { server, port in
            let frames = try await RawClient.connect(port: port, uri: "/v1/realtime?model=gpt-realtime")
            var iterator = frames.received.makeAsyncIterator()
            #expect(try await iterator.next() == .text("session.created"))
            #expect(server.sessionsOpen == 1)
            try await frames.send(#"{"type":"session.update","session":{"type":"realtime"}}"#)
            #expect(try await iterator.next() == .text("session.updated"))
            try await frames.close(.normalClosure)
            #expect(try await iterator.next() == .close(1_000))
            #expect(try await iterator.next() == nil)
        }
    }

    @Test func `a wrong key is told so after the 101, and closed with 3000`() async throws {
        try await withServer(StandInConfiguration()) { _, port in
            let frames = try await RawClient.connect(
                port: port, uri: "/v1/realtime?model=gpt-realtime", key: "sk-wrong")
            var iterator = frames.received.makeAsyncIterator()
            #expect(try await iterator.next() == .text("error"))
            #expect(try await iterator.next() == .close(3_000))
        }
    }

    @Test func `a frame that is not masked closes the connection (RFC 6455 section 5.1)`() async throws {
        try await withServer(StandInConfiguration()) { _, port in
            let frames = try await RawClient.connect(port: port, uri: "/v1/realtime?model=gpt-realtime")
            var iterator = frames.received.makeAsyncIterator()
            #expect(try await iterator.next() == .text("session.created"))
            try await frames.write(.text, ByteBuffer(string: "{}"), maskKey: nil)
            #expect(try await iterator.next() == .close(1_002))
        }
    }

    @Test func `an upgrade is refused with the status asked for`() async throws {
        let faults = StandInFaults(refusedUpgradeStatus: 503)
        try await withServer(StandInConfiguration(faults: faults)) { _, port in
            await #expect(throws: RawClient.Refused.self) {
                _ = try await RawClient.connect(port: port, uri: "/v1/realtime?model=gpt-realtime")
            }
        }
    }

    @Test func `a connection that breaks in the middle of an answer ends without a close frame`() async throws {
        let configuration = StandInConfiguration(
            thinkingTime: .zero, pacing: .immediate, faults: StandInFaults(abortAfterAudioDeltas: 1))
        try await withServer(configuration) { _, port in
            let frames = try await RawClient.connect(port: port, uri: "/v1/realtime?model=gpt-realtime")
            try await frames.send(#"{"type":"response.create"}"#)
            var last: RawClient.Received?
            for try await frame in frames.received { last = frame }
            #expect(last == .text("response.output_audio.delta"))
        }
    }

    private func withServer(
        _ configuration: StandInConfiguration, _ body: (StandInServer, Int) async throws -> Void
    ) async throws {
        let server = StandInServer(configuration: configuration, logger: Logger(label: "standin"))
        let port = try await server.start()
        do {
            try await body(server, port)
        } catch {
            await server.shutdown()
            throw error
        }
        await server.shutdown()
    }
}
