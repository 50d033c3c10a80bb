import CoraCall
import CoraServer
import CoraStandIn
import CoraWire
import NIOCore
import NIOWebSocket
import Testing

@Suite("Bad input on the media socket")
struct BadInputTests {
    @Test(
        "costs its own call, with a close code and a reason, and no other", .timeLimit(.minutes(3)),
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

    @Test("a media socket that says nothing is closed after the time allowed", .timeLimit(.minutes(3)))
    func noStart() async throws {
        try await TestLine.run(.init(settings: { $0.calls.startTimeout = .seconds(3) })) { line in
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

    @Test("unknown events, fields and a few broken payloads are let pass", .timeLimit(.minutes(3)))
    func letPass() async throws {
        try await TestLine.run { line in
            let (socket, session) = try await line.openLive()
            try await line.isHeard(on: socket, turns: 1)
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

    @Test("messages out of order are counted, and the call goes on", .timeLimit(.minutes(3)))
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

    @Test("a message in fragments is a message", .timeLimit(.minutes(3)))
    func fragments() async throws {
        try await TestLine.run { line in
            let (socket, session) = try await line.openLive()
            // No mark may come back between the fragments.
            try await line.isHeard(on: socket, turns: 1)
            let payload = String(repeating: "/", count: 212)
            let text = #"{"event":"media","sequenceNumber":"2","media":{"payload":"\#(payload)"}}"#
            try await socket.send(.text, ByteBuffer(string: String(text.prefix(100))), isFinal: false)
            try await socket.send(.continuation, ByteBuffer(string: String(text.dropFirst(100))))
            try await line.ear.received("input_audio_buffer.append", in: session)
            try await socket.hangUp()
            #expect(try await line.ending(of: socket.callSID).0 == Termination(.callerHungUp))
        }
    }

    @Test("a ping is answered", .timeLimit(.minutes(3)))
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
        let (before, place) = (bystander.audio.count, line.ear.ledger.count)
        try await bystander.saySomething()
        try await line.ear.sent("response.output_audio.done", in: session, after: place)
        try await bystander.hears(bytes: before + 1)
        try await eventually("every frame at the model") { line.ear.callerAudio(in: session).count >= 65 * 160 }
        try await bystander.hangUp()
        let (termination, figures) = try await line.ending(of: bystander.callSID)
        #expect(termination == Termination(.callerHungUp))
        #expect(figures.framesIn == 10 + 55)
        #expect(figures.framesDropped + figures.framesBroken + figures.framesOutOfOrder == 0)
        #expect(bystander.violations.isEmpty)
        try await line.settles(at: 0)
    }
}
