import AsyncHTTPClient
import CoraLoopback
import CoraStandIn
import CoraWire
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOWebSocket
import Testing

/// Calls between a browser and the stand-in, over real sockets. The peer helper answers any offer, and joins.
@Suite(.serialized)
struct StandInCallTests {
    /// A stand-in, and the helper's ends of its calls.
    private struct Stage {
        var server: StandInServer
        var port: Int
        var joined: Ledger<RawClient>

        /// Posts to the stand-in's API.
        func post(
            _ path: String, _ body: String = "", key: String = "sk-test", type: String = "application/json"
        ) async throws -> (status: UInt, body: String, location: String?) {
            var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/v1/realtime/\(path)")
            request.method = .POST
            request.headers = ["authorization": "Bearer \(key)", "content-type": type]
            request.body = .bytes(ByteBuffer(string: body))
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
            let text = String(buffer: try await response.body.collect(upTo: 1 << 20))
            return (response.status.code, text, response.headers.first(name: "location"))
        }

        /// Has a browser's offer answered. Returns the call's id.
        func call() async throws -> String {
            let minted = try await post(
                "client_secrets", #"{"session":{"type":"realtime","instructions":"Be brief."}}"#)
            let secret = try #require(try JSON.parse(ByteBuffer(string: minted.body))["value"]?.string)
            let made = try await post("calls", "v=0\r\nm=audio 9 x\r\n", key: secret, type: "application/sdp")
            #expect(made.status == 201)
            #expect(made.body == "v=0 the answer")
            return try #require(made.location?.split(separator: "/").last.map(String.init))
        }

        func sideband(_ call: String) async throws -> RawClient {
            try await RawClient.connect(port: port, uri: "/v1/realtime?call_id=\(call)")
        }
    }

    private func staged(_ body: (Stage) async throws -> Void) async throws {
        let joined = Ledger<RawClient>()
        let helper = LoopbackServer { request in
            guard let asked = try? JSON.parse(request.body),
                let media = asked["media"]?.string.flatMap(URLComponents.init(string:)), let port = media.port,
                let client = try? await RawClient.connect(
                    port: port, uri: "\(media.path)?\(media.query ?? "")", key: asked["token"]?.string ?? "")
            else { return .response(.badRequest, type: "application/json", body: "{}") }
            joined.append(client)
            return .response(.ok, type: "application/json", body: #"{"answer":"v=0 the answer"}"#)
        }
        var configuration = StandInConfiguration(thinkingTime: .zero, pacing: .immediate, recordCapacity: 10)
        configuration.peers = "http://127.0.0.1:\(try await helper.start())"
        let server = StandInServer(configuration: configuration, logger: Logger(label: "standin"))
        let stage = Stage(server: server, port: try await server.start(), joined: joined)
        let result: Result<Void, any Error>
        do { result = .success(try await body(stage)) } catch { result = .failure(error) }
        await server.shutdown()
        await helper.shutdown()
        try result.get()
    }

    @Test func `a browser and a server share a session, until it is hung up`() async throws {
        try await staged { stage in
            let call = try await stage.call()
            let media = try #require(stage.joined.events.first)
            var played = media.received.makeAsyncIterator()
            #expect(try await played.next() == .text("session.created"))
            let sideband = try await stage.sideband(call)
            var heard = sideband.received.makeAsyncIterator()
            #expect(try await heard.next() == .text("session.created"))
            #expect(stage.server.sessionsOpen == 1)
            try await sideband.send(#"{"type":"response.create"}"#)
            var hasAudio = false
            while let event = try await played.next(), event != .text("response.done") {
                hasAudio = hasAudio || event == .text("response.output_audio.delta")
            }
            #expect(hasAudio)
            while let event = try await heard.next(), event != .text("response.done") {
                #expect(event != .text("response.output_audio.delta"))
            }
            let record = try #require(await stage.server.liveRecords().first)
            #expect(record.rtcCall == call)
            let response = try #require(record.responses.first?.id)
            try await media.write(.binary, ByteBuffer(string: #"{"played":"\#(response)","audio_ms":0}"#))
            while let event = try await heard.next(), event != .text("output_audio_buffer.started") {}
            #expect(try await stage.post("calls/\(call)/hangup").status == 200)
            while let event = try await heard.next() { if event == .close(1_000) { break } }
            while let event = try await played.next() { if event == .close(1_000) { break } }
            #expect(try await stage.post("calls/\(call)/hangup").status == 404)
            await #expect(throws: RawClient.Refused.self) { _ = try await stage.sideband(call) }
            try await eventually("no session left") { stage.server.sessionsOpen == 0 }
        }
    }

    @Test func `a sideband's end is not the call's, and the browser's end is`() async throws {
        try await staged { stage in
            let call = try await stage.call()
            let sideband = try await stage.sideband(call)
            var heard = sideband.received.makeAsyncIterator()
            #expect(try await heard.next() == .text("session.created"))
            try await sideband.close(.normalClosure)
            #expect(try await heard.next() == .close(1_000))
            #expect(try await heard.next() == nil)
            var again = try await stage.sideband(call).received.makeAsyncIterator()
            #expect(try await again.next() == .text("session.created"))
            try await stage.joined.events.first?.channel.close()
            try await eventually("the call cannot be joined") {
                (try? await stage.sideband(call).channel.close()) == nil
            }
            #expect(try await stage.post("calls/\(call)/hangup").status == 200)
            #expect(try await again.next() == .close(1_000))
        }
    }

    @Test func `a helper that does not answer is said, and nothing is left of the call`() async throws {
        try await staged { stage in
            stage.server.configuration.peers = "http://127.0.0.1:\(stage.port)/v1/nowhere"
            let minted = try await stage.post("client_secrets")
            let secret = try #require(try JSON.parse(ByteBuffer(string: minted.body))["value"]?.string)
            let made = try await stage.post("calls", "v=0\r\nm=audio 9 x\r\n", key: secret, type: "application/sdp")
            #expect(made.status == 500)
            #expect(made.body.contains("The peer helper at"))
            try await eventually("no session left") { stage.server.sessionsOpen == 0 }
        }
    }
}
