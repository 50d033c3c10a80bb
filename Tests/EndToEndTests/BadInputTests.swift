import CoraCall
import CoraServer
import CoraStandIn
import CoraWire
import NIOCore
import NIOWebSocket
import Testing

struct BadInputTests {
    @Test(
        .timeLimit(.minutes(3)),
        arguments: MediaFault.allCases)
    func `costs its own call, with a close code and a reason, and no other`(_ fault: MediaFault) async throws {
        try await TestLine.run { line in
            try await withBystander(line) {
                let call = try await line.announce()
                let socket = try await line.dial(for: call.callSID)
                try await socket.start(token: call.token)
                try await eventually("two sessions") { line.model.sessionsOpen == 2 }
                try await fault.commit(on: socket)
                #expect(try await socket.closeCode() == fault.closeCode)
                try await line.logged(fault.reason, of: call.callSID)
                try await line.settles(at: 1)
            }
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a message in fragments is a message`() async throws {
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

    @Test(.timeLimit(.minutes(3)))
    func `a ping is answered`() async throws {
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
