import CoraCall
import CoraServer
import CoraSettings
import CoraStandIn
import CoraSupervisor
import CoraTenant
import CoraTwilio
import CoraWire
import NIOHTTP1
import Testing

struct TokenTests {
    @Test(.timeLimit(.minutes(3)))
    func `a webhook with a bad signature is refused, and nothing else happens`() async throws {
        try await TestLine.run { line in
            let form = FormBody([.init("CallSid", TestLine.newSID()), .init("To", TestLine.number)])
            for target in ["/twilio/voice", "/twilio/after?attempt=0", "/twilio/status"] {
                let answer = try await line.post(target, form, key: "somebody-else's")
                #expect(answer == HTTPAnswer(status: 403, body: ""))
            }
            #expect(try await line.get("/twilio/voice").status == 403)
            #expect(await line.application.supervisor.isEmpty())
            #expect(line.ear.ledger.events.isEmpty)
            #expect(!line.log.events.contains { $0["message"] == "incoming call" })
            try await line.log.first("a line with the address") {
                $0["cora.url"] == "https://voice.example/twilio/voice" && $0["cora.reason"] == "mismatch"
            }
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a status callback with a bad signature ends no call`() async throws {
        try await TestLine.run { line in
            let (socket, session) = try await line.openLive()
            let form = FormBody([.init("CallSid", socket.callSID), .init("CallStatus", "completed")])
            #expect(try await line.post("/twilio/status", form, key: "wrong").status == 403)
            try await socket.saySomething()
            try await line.ear.sent("input_audio_buffer.speech_stopped", in: session)
            #expect(await line.application.supervisor.liveCount == 1)
        }
    }

    @Test(
        .timeLimit(.minutes(3)),
        arguments: [TestLine.handshakeSignature(key: "wrong"), nil])
    func `a media socket with a bad signature, or none, is refused`(_ signature: String?) async throws {
        try await TestLine.run { line in
            var headers = Self.upgrade
            if let signature { headers.append(("X-Twilio-Signature", signature)) }
            let answer = try await line.get("/twilio/media", headers: .init(headers))
            #expect(answer == HTTPAnswer(status: 403, body: ""))
            try await line.log.first("a line about it") { $0["message"] == "a media socket was refused" }
            #expect(line.ear.ledger.events.isEmpty)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `the signature of the media socket is good for no other address`() async throws {
        try await TestLine.run { line async throws in
            let headers = Self.upgrade + [("X-Twilio-Signature", TestLine.handshakeSignature())]
            #expect(try await line.get("/twilio/media?x=1", headers: .init(headers)).status == 403)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `without an upgrade the media socket's address says what it wants`() async throws {
        try await TestLine.run { line async throws in
            #expect(try await line.get("/twilio/media").status == 426)
            #expect(try await line.get("/twilio/media", headers: ["cora-upgrade-refused": "a lie"]).status == 426)
        }
    }

    /// What a token can be.
    enum BadToken: String, CaseIterable, Sendable {
        case missing, wrong, tampered, otherSecret = "other secret", ofAnotherCall = "of another call", used, expired

        var reason: String {
            switch self {
            case .missing: "missing"
            case .wrong, .tampered, .otherSecret: "invalid"
            case .ofAnotherCall: "other_call"
            case .used: "used"
            case .expired: "expired"
            }
        }
    }

    @Test(
        .timeLimit(.minutes(3)),
        arguments: BadToken.allCases)
    func `a token that is not good closes its socket with 1008 and opens no session`(_ kind: BadToken) async throws {
        let life: CallDuration = kind == .expired ? .seconds(1) : .seconds(15)
        try await TestLine.run(.init(settings: { $0.tickets.lifetime = life })) { line in
            let call = try await line.announce()
            let good = try #require(call.token)
            var first: MediaSocket?
            if kind == .used { first = try await line.open(call) }
            if first != nil { try await eventually("one session") { line.model.sessionsOpen == 1 } }
            let token: String? = try await bad(good, kind, line)
            let socket = try await line.dial(for: call.callSID)
            try await socket.start(token: token)
            #expect(try await socket.closeCode() == 1_008)
            try await line.logged("ticket_refused: \(kind.reason)", of: call.callSID)
            try await line.settles(at: first == nil ? 0 : 1)
            // The one that came first goes on.
            try await first?.hangUp()
            try await line.settles(at: 0)
        }
    }

    private func bad(_ good: String, _ kind: BadToken, _ line: TestLine) async throws -> String? {
        switch kind {
        case .missing: return nil
        case .wrong: return "not-a-token"
        case .tampered: return String(good.dropLast(4)) + (good.hasSuffix("AAAA") ? "BBBB" : "AAAA")
        case .otherSecret:
            return "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." + good.split(separator: ".")[1] + "."
        case .ofAnotherCall: return try await line.announce().token
        case .used: return good
        case .expired:
            try await eventually("the ticket's end") { await line.application.supervisor.isEmpty() }
            return good
        }
    }

    private static let upgrade = [
        ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ]
}
