import CoraCall
import CoraServer
import CoraSpeech
import CoraStandIn
import CoraWire
import Testing

@Suite("Barge-in")
struct BargeInTests {
    private static let long = "One two three four five six seven eight nine ten."

    private func options(pacing: StandInConfiguration.Pacing) -> TestLine.Options {
        var options = TestLine.Options(tenants: TestLine.tenants(greeting: Self.long))
        options.isAlone = true
        options.standIn.pacing = pacing
        options.standIn.script = AgentScript(turns: [
            .init(heard: "first", says: Self.long, thinkingMilliseconds: 0),
            .init(heard: "second", says: "Yes.", thinkingMilliseconds: 0),
        ])
        return options
    }

    /// The caller speaks over what plays: how much the carrier had played, and where the model was told to cut.
    private func interrupt(_ socket: MediaSocket, _ line: TestLine, _ session: String) async throws -> (Int, JSON) {
        let (place, events) = (line.ear.ledger.count, socket.heard.count)
        try await socket.say(Tone.muLaw(hertz: 400, milliseconds: 200))
        let clear = try await socket.heard.first("a clear", after: events) {
            if case .clear = $0 { true } else { false }
        }
        guard case .clear(let played) = clear else { return (0, nil) }
        return (played, try await line.ear.received("conversation.item.truncate", in: session, after: place))
    }

    @Test(
        "the model is told what the carrier had played, while it speaks and after it has finished sending",
        .timeLimit(.minutes(3)),
        arguments: [StandInConfiguration.Pacing.timesRealTime(1.5), .immediate])
    func exact(_ pacing: StandInConfiguration.Pacing) async throws {
        try await TestLine.run(options(pacing: pacing)) { line in
            let (socket, session) = try await line.openLive()
            if pacing == .immediate { try await line.ear.sent("response.done", in: session) }
            try await socket.hasPlayed(900)
            let (played, first) = try await interrupt(socket, line, session)
            let cut = try #require(first["audio_end_ms"]?.int)
            // What this machine kept the carrier waiting is the carrier's error.
            var late = try await socket.lateness()
            #expect(abs(cut - played) <= 60 + late, "played \(played) ms, truncated at \(cut) ms; \(late) ms late")

            // The next item begins where the carrier was emptied; marks that came back for that count for nothing.
            let place = line.ear.ledger.count
            try await socket.say(Tone.silence(milliseconds: 800))
            try await line.ear.sent("response.output_audio.delta", in: session, after: place)
            try await socket.hasPlayed(played + 700)
            let (playedMore, second) = try await interrupt(socket, line, session)
            let cutMore = try #require(second["audio_end_ms"]?.int)
            late = try await socket.lateness()
            let reallyPlayed = playedMore - played
            #expect(abs(cutMore - reallyPlayed) <= 60 + late, "played \(reallyPlayed), cut at \(cutMore); \(late) late")
            #expect(second["item_id"] != first["item_id"])

            try await socket.say(Tone.silence(milliseconds: 800))
            try await eventually("the turns") { line.turns(of: socket.callSID).count { $0.role == .assistant } >= 2 }
            try await socket.hangUp()
            let figures = try await line.ending(of: socket.callSID).1
            #expect(figures.bargeIns == 2)
            #expect(figures.marksStray >= (pacing == .immediate ? 2 : 0))
            // The third one is what the caller hung up on.
            let turns = line.turns(of: socket.callSID).filter { $0.role == .assistant }.prefix(2)
            #expect(turns.map(\.cutMilliseconds) == [cut, cutMore])
            for turn in turns {
                #expect(!turn.heard.isEmpty)
                #expect(turn.text.hasPrefix(turn.heard))
                #expect(turn.heard.count < turn.text.count)
            }
            #expect(line.ear.allSent("error", in: session).isEmpty)
            #expect(socket.violations.isEmpty)
        }
    }

    @Test("what was heard to its end is not cut", .timeLimit(.minutes(3)))
    func heardWhole() async throws {
        try await TestLine.run { line in
            let (socket, session) = try await line.openLive()
            try await line.ear.sent("response.done", in: session)
            try await line.isHeard(on: socket, turns: 1)
            try await socket.saySomething()
            try await line.ear.sent("input_audio_buffer.speech_stopped", in: session)
            try await socket.hears(bytes: line.ear.agentAudio(in: session).count)
            #expect(line.ear.all("conversation.item.truncate").isEmpty)
            #expect(!socket.heard.events.contains { if case .clear = $0 { true } else { false } })
            #expect(line.turns(of: socket.callSID).first?.cutMilliseconds == nil)
        }
    }
}
