import CoraCall
import CoraServer
import CoraSimulator
import CoraSupervisor
import CoraTwilio
import CoraWire
import NIOCore
import NIOHTTP1
import NIOWebSocket
import Testing

/// What can be wrong on a media socket, and the close code for it.
enum MediaFault: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case binaryFrame, brokenJSON, notAnObject, oversizedFrame, oversizedFragments, unmaskedFrame, secondStart
    case secondStartOfAnother, tooManyBadPayloads
    case mediaBeforeStart, digitBeforeStart, wrongFormat, badStreamSID

    var testDescription: String { rawValue }

    var closeCode: Int {
        switch self {
        case .binaryFrame, .wrongFormat: 1_003
        case .brokenJSON, .notAnObject, .tooManyBadPayloads: 1_007
        case .oversizedFrame, .oversizedFragments: 1_009
        case .unmaskedFrame: 1_002
        case .secondStart, .secondStartOfAnother, .mediaBeforeStart, .digitBeforeStart, .badStreamSID: 1_008
        }
    }

    var reason: String {
        switch self {
        case .binaryFrame: "a binary frame"
        case .brokenJSON, .notAnObject: "not a message"
        case .oversizedFrame, .oversizedFragments: "a frame over the size limit"
        case .unmaskedFrame: "a frame that breaks RFC 6455"
        case .secondStart, .secondStartOfAnother: "a second start"
        case .tooManyBadPayloads: "too much media that is not base64"
        case .mediaBeforeStart: "media before start"
        case .digitBeforeStart: "dtmf before start"
        case .wrongFormat: "media format audio/x-l16"
        case .badStreamSID: "a stream id that cannot be one"
        }
    }

    /// Whether the call is known when it happens.
    var needsStart: Bool {
        switch self {
        case .mediaBeforeStart, .digitBeforeStart, .wrongFormat, .badStreamSID: false
        default: true
        }
    }

    /// Whether the log can say whose call it was.
    var namesCall: Bool {
        switch self {
        case .mediaBeforeStart, .digitBeforeStart: false
        default: true
        }
    }

    func commit(on socket: MediaSocket, token: String?) async throws {
        let media = #"{"event":"media","sequenceNumber":"2","media":{"timestamp":"20","chunk":"1","payload":"#
        switch self {
        case .binaryFrame: try await socket.send(.binary, ByteBuffer(string: media))
        case .brokenJSON: try await socket.send(#"{"event":"media","media":{"#)
        case .notAnObject: try await socket.send("17")
        case .oversizedFrame: try await socket.send(String(repeating: " ", count: 70_000))
        case .oversizedFragments:
            for opcode in [WebSocketOpcode.text, .continuation, .continuation] {
                try await socket.send(opcode, ByteBuffer(repeating: 32, count: 30_000), isFinal: false)
            }
        case .unmaskedFrame: try await socket.send(.text, ByteBuffer(string: media + #""////"}}"#), isMasked: false)
        case .secondStart: try await socket.start(token: token)
        case .secondStartOfAnother:
            try await socket.start(token: token, callSID: "CAsomebodyelse", encoding: "audio/x-l16")
        case .tooManyBadPayloads:
            for _ in 0...50 { try await socket.send(media + #""%%%"}}"#) }
        case .mediaBeforeStart: try await socket.send(media + #""////"}}"#)
        case .digitBeforeStart: try await socket.send(#"{"event":"dtmf","dtmf":{"digit":"5"}}"#)
        case .wrongFormat: try await socket.start(token: token, encoding: "audio/x-l16")
        case .badStreamSID: try await socket.start(token: token, streamSID: #"MZ"},"#)
        }
    }
}

@Suite("Bad input on the media socket")
struct BadInputTests {
    @Test("costs its own call, with a close code and a reason, and no other", .timeLimit(.minutes(1)),
        arguments: MediaFault.allCases)
    func fault(_ fault: MediaFault) async throws {
        try await TestLine.run { line in
            try await withBystander(line) {
                let call = try await line.announce()
                let socket = try await line.dial(for: call.callSID)
                if fault.needsStart {
                    try await socket.start(token: call.token)
                    try await eventually("two sessions") { line.model.sessionsOpen == 2 }
                }
                try await fault.commit(on: socket, token: call.token)
                #expect(try await socket.closeCode() == fault.closeCode)
                try await line.logged(fault.reason, of: fault.namesCall ? call.callSID : nil)
                try await line.settles(at: 1)
            }
        }
    }

    @Test("a media socket that says nothing is closed after the time allowed", .timeLimit(.minutes(1)))
    func noStart() async throws {
        try await TestLine.run(.init(settings: { $0.calls.startTimeout = .seconds(1) })) { line in
            try await withBystander(line) {
                let silent = try await line.dial(for: TestLine.newSID())
                #expect(try await silent.closeCode() == 1_008)
                try await line.logged("no start message in time", of: nil)
                let polite = try await line.dial(for: TestLine.newSID())
                try await polite.send(#"{"event":"connected","protocol":"Call","version":"1.0.0"}"#)
                #expect(try await polite.closeCode() == 1_008)
                try await line.settles(at: 1)
            }
        }
    }

    @Test("unknown events, fields and a few broken payloads are let pass", .timeLimit(.minutes(1)))
    func letPass() async throws {
        try await TestLine.run { line in
            let (socket, session) = try await line.openLive()
            try await socket.send(#"{"event":"weather","sky":"clear"}"#)
            try await socket.send(#"{"event":"mark","sequenceNumber":"3","mark":{"name":"not-ours"},"x":[{}]}"#)
            for _ in 0..<50 {
                try await socket.send(#"{"event":"media","media":{"payload":"%%%"}}"#)
            }
            try await socket.saySomething()
            try await line.ear.sent("input_audio_buffer.speech_stopped", in: session)
            try await socket.hangUp()
            let (termination, figures) = try await line.ending(of: socket.callSID)
            #expect(termination == Termination(.callerHungUp))
            #expect(figures.unknownMessages == 1)
            #expect(figures.marksStray == 1)
            #expect(figures.framesBroken == 50)
            #expect(figures.framesIn == 55)
            try await line.settles(at: 0)
        }
    }

    @Test("messages out of order are counted, and the call goes on", .timeLimit(.minutes(1)))
    func outOfOrder() async throws {
        try await TestLine.run { line in
            let (socket, session) = try await line.openLive()
            let payload = Array(repeating: "/", count: 212).joined()
            for sequence in [5, 4, 9, 9, 10] {
                try await socket.send(
                    #"{"event":"media","sequenceNumber":"\#(sequence)","media":{"payload":"\#(payload)"}}"#)
            }
            try await eventually("five appends") {
                line.ear.all("input_audio_buffer.append", in: session).count >= 5
            }
            try await socket.hangUp()
            let figures = try await line.ending(of: socket.callSID).1
            #expect(figures.framesIn == 5)
            #expect(figures.framesOutOfOrder == 2)
        }
    }

    @Test("a message in fragments is a message", .timeLimit(.minutes(1)))
    func fragments() async throws {
        try await TestLine.run { line in
            let (socket, session) = try await line.openLive()
            let payload = String(repeating: "/", count: 212)
            let text = #"{"event":"media","sequenceNumber":"2","media":{"payload":"\#(payload)"}}"#
            try await socket.send(.text, ByteBuffer(string: String(text.prefix(100))), isFinal: false)
            try await socket.send(.continuation, ByteBuffer(string: String(text.dropFirst(100))))
            try await line.ear.received("input_audio_buffer.append", in: session)
            try await socket.hangUp()
            #expect(try await line.ending(of: socket.callSID).0 == Termination(.callerHungUp))
        }
    }

    @Test("a ping is answered", .timeLimit(.minutes(1)))
    func ping() async throws {
        try await TestLine.run { line in
            let (socket, _) = try await line.openLive()
            try await socket.send(.ping, ByteBuffer(string: "there?"))
            try await socket.heard.first("a pong") { $0 == .pong("there?") }
        }
    }

    /// Runs something beside a call of somebody else, who must not notice.
    private func withBystander(_ line: TestLine, _ body: () async throws -> Void) async throws {
        let (bystander, session) = try await line.openLive()
        try await bystander.say(Tone.silence(milliseconds: 200))
        try await body()
        let before = bystander.audio.count
        try await bystander.saySomething()
        try await line.ear.sent("response.output_audio.done", in: session, after: line.ear.ledger.count - 1)
        try await bystander.hears(bytes: before + 1)
        try await bystander.hangUp()
        let (termination, figures) = try await line.ending(of: bystander.callSID)
        #expect(termination == Termination(.callerHungUp))
        #expect(figures.framesIn == 10 + 55)
        #expect(figures.framesDropped + figures.framesBroken + figures.framesOutOfOrder == 0)
        #expect(line.ear.callerAudio(in: session).count >= 65 * 160)
        #expect(bystander.violations.isEmpty)
        try await line.settles(at: 0)
    }
}

@Suite("Tokens and signatures")
struct TokenTests {
    @Test("a webhook with a bad signature is refused, and nothing else happens", .timeLimit(.minutes(1)))
    func webhook() async throws {
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

    @Test("a status callback with a bad signature ends no call", .timeLimit(.minutes(1)))
    func status() async throws {
        try await TestLine.run { line in
            let (socket, session) = try await line.openLive()
            let form = FormBody([.init("CallSid", socket.callSID), .init("CallStatus", "completed")])
            #expect(try await line.post("/twilio/status", form, key: "wrong").status == 403)
            try await socket.saySomething()
            try await line.ear.sent("input_audio_buffer.speech_stopped", in: session)
            #expect(await line.application.supervisor.liveCount == 1)
        }
    }

    @Test("a media socket with a bad signature, or none, is refused", .timeLimit(.minutes(1)),
        arguments: [TestLine.handshakeSignature(key: "wrong"), nil])
    func handshake(_ signature: String?) async throws {
        try await TestLine.run { line in
            var headers = Self.upgrade
            if let signature { headers.append(("X-Twilio-Signature", signature)) }
            let answer = try await line.get("/twilio/media", headers: .init(headers))
            #expect(answer == HTTPAnswer(status: 403, body: ""))
            try await line.log.first("a line about it") { $0["message"] == "a media socket was refused" }
            #expect(line.ear.ledger.events.isEmpty)
        }
    }

    @Test("the signature of the media socket is good for no other address", .timeLimit(.minutes(1)))
    func otherAddress() async throws {
        try await TestLine.run { line async throws in
            let headers = Self.upgrade + [("X-Twilio-Signature", TestLine.handshakeSignature())]
            #expect(try await line.get("/twilio/media?x=1", headers: .init(headers)).status == 403)
        }
    }

    @Test("without an upgrade the media socket's address says what it wants", .timeLimit(.minutes(1)))
    func noUpgrade() async throws {
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

    @Test("a token that is not good closes its socket with 1008 and opens no session", .timeLimit(.minutes(1)),
        arguments: BadToken.allCases)
    func token(_ kind: BadToken) async throws {
        let life: Span = kind == .expired ? .seconds(1) : .seconds(15)
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
