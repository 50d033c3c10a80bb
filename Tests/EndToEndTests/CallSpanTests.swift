import CoraFakeTwilio
import CoraLoopback
import CoraServer
import CoraSettings
import CoraWire
import NIOCore
import NIOHTTP1
import Testing

struct CallSpanTests {
    @Test(.timeLimit(.minutes(3)))
    func `request and call are at the collector, in the trace that bears the call's id`() async throws {
        let requests = Ledger<JSON>()
        let collector = LoopbackServer { request in
            if let json = try? JSON.parse(String(buffer: request.body)) { requests.append(json) }
            return .response(.ok, type: "application/json", body: "{}")
        }
        let port = try await collector.start()
        let sids = Ledger<String>()
        var options = TestLine.Options()
        options.settings = { $0.observation.collector = WebAddress("http://127.0.0.1:\(port)") }
        try await TestLine.run(options) { line in
            let (socket, _) = try await line.openLive()
            sids.append(socket.callSID)
            try await socket.hangUp()
            _ = try await line.ending(of: socket.callSID)
        }
        // What waited was brought before the server was gone.
        await collector.shutdown()
        let sid = try #require(sids.events.first)
        let spans = requests.events.flatMap { document in
            first("scopeSpans", in: first("resourceSpans", in: document)).map { list("spans", in: $0) } ?? []
        }
        let ours = spans.filter { $0["traceId"]?.string == String(sid.dropFirst(2)) }
        let named = { (name: String) in ours.first { $0["name"]?.string == name } }
        let request = try #require(named("POST /twilio/voice"))
        let call = try #require(named("call"))
        #expect(call["parentSpanId"]?.string == request["spanId"]?.string)
        #expect(request["parentSpanId"] == nil)
    }

    private func list(_ key: String, in json: JSON) -> [JSON] {
        if case .array(let elements)? = json[key] { elements } else { [] }
    }

    private func first(_ key: String, in json: JSON?) -> JSON? { json.flatMap { list(key, in: $0).first } }
}
