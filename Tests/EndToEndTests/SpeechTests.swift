import CoraAudio
import CoraCall
import CoraServer
import CoraSimulator
import CoraWire
import Testing

@Suite("Greetings")
struct GreetingTests {
    @Test("the first caller hears it from the model, the second the same bytes from the recording",
        .timeLimit(.minutes(1)))
    func cached() async throws {
        try await TestLine.run { line in
            let (first, session) = try await line.openLive()
            try await line.ear.sent("response.done", in: session)
            try await eventually("the greeting") { first.audio == line.ear.agentAudio(in: session) }
            try await eventually("a recording") { line.application.hasGreeting(forDialled: TestLine.number) }
            try await first.hangUp()
            try await line.settles(at: 0)

            let (second, cached) = try await line.openLive()
            let seed = try await line.ear.received("conversation.item.create", in: cached)
            #expect(second.audio == first.audio)
            #expect(!first.audio.isEmpty)
            #expect(seed["item"]?["role"] == "assistant")
            #expect(seed["item"]?["content"]?[0]?["text"]?.string == TestLine.greeting)
            // It goes on from there, and is not greeted again.
            try await second.hasPlayed(first.audio.count / 8)
            try await second.saySomething()
            let done = try await line.ear.sent("response.done", in: cached)
            #expect(done["response"]?["output"]?[0]?["content"]?[0]?["transcript"] == "Answer 1.")
            #expect(line.ear.all("response.create", in: cached).isEmpty)
            try await eventually("the answer") {
                second.audio.count == first.audio.count + line.ear.agentAudio(in: cached).count
            }
            try await second.hangUp()
            _ = try await line.ending(of: second.callSID)
            for call in [first, second] {
                #expect(line.turns(of: call.callSID).count { $0.text == TestLine.greeting } == 1)
            }
            #expect(first.violations + second.violations == [])
        }
    }

    @Test("recorded in advance, it is there for the first caller", .timeLimit(.minutes(1)))
    func warmed() async throws {
        try await TestLine.run(.init(settings: { $0.tenants.warmGreetings = true })) { line in
            try await eventually("a recording") { line.application.hasGreeting(forDialled: TestLine.number) }
            try await line.settles(at: 0)
            let spoken = line.ear.agentAudio()
            let (socket, session) = try await line.openLive()
            try await socket.hears(bytes: spoken.count)
            #expect(socket.audio == spoken)
            #expect(line.ear.all("response.create", in: session).isEmpty)
        }
    }

    @Test("a recorded greeting that is cut is in the conversation as far as it was heard", .timeLimit(.minutes(1)))
    func cut() async throws {
        var options = TestLine.Options(tenants: TestLine.tenants(greeting: "One two three four five six seven eight."))
        options.settings = { $0.tenants.warmGreetings = true }
        try await TestLine.run(options) { line in
            try await eventually("a recording") { line.application.hasGreeting(forDialled: TestLine.number) }
            let (socket, session) = try await line.openLive()
            try await line.ear.received("conversation.item.create", in: session)
            let place = line.ear.ledger.count
            try await socket.hasPlayed(1_200)
            try await socket.saySomething()
            let deleted = try await line.ear.received("conversation.item.delete", in: session, after: place)
            let heard = try await line.ear.received("conversation.item.create", in: session, after: place)
            #expect(deleted["item_id"] == "greeting")
            let text = heard["item"]?["content"]?[0]?["text"]?.string ?? ""
            #expect(text.hasPrefix("One two"))
            #expect(text.hasSuffix(" …"))
            #expect(!text.contains("eight"))
            try await line.ear.sent("response.done", in: session, after: place)
            #expect(line.ear.allSent("error", in: session).isEmpty)
        }
    }
}

@Suite("Barge-in")
struct BargeInTests {
    private static let long = "One two three four five six seven eight nine ten."

    private func options(pacing: StandInConfiguration.Pacing) -> TestLine.Options {
        var options = TestLine.Options(tenants: TestLine.tenants(greeting: Self.long))
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

    @Test("the model is told what the carrier had played, while it speaks and after it has finished sending",
        .timeLimit(.minutes(1)),
        arguments: [StandInConfiguration.Pacing.timesRealTime(1.5), .immediate])
    func exact(_ pacing: StandInConfiguration.Pacing) async throws {
        try await TestLine.run(options(pacing: pacing)) { line in
            let (socket, session) = try await line.openLive()
            if pacing == .immediate { try await line.ear.sent("response.done", in: session) }
            try await socket.hasPlayed(900)
            let (played, first) = try await interrupt(socket, line, session)
            let cut = try #require(first["audio_end_ms"]?.int)
            #expect(abs(cut - played) <= 60, "played \(played) ms, truncated at \(cut) ms")

            // The next item begins where the carrier was emptied; marks that came back for that count for nothing.
            let place = line.ear.ledger.count
            try await socket.say(Tone.silence(milliseconds: 800))
            try await line.ear.sent("response.output_audio.delta", in: session, after: place)
            try await socket.hasPlayed(played + 700)
            let (playedMore, second) = try await interrupt(socket, line, session)
            let cutMore = try #require(second["audio_end_ms"]?.int)
            #expect(abs(cutMore - (playedMore - played)) <= 60, "played \(playedMore - played), cut at \(cutMore)")
            #expect(second["item_id"] != first["item_id"])

            try await socket.say(Tone.silence(milliseconds: 800))
            try await eventually("the turns") { line.turns(of: socket.callSID).count { $0.role == .assistant } >= 2 }
            try await socket.hangUp()
            let figures = try await line.ending(of: socket.callSID).1
            #expect(figures.bargeIns == 2)
            #expect(figures.marksStray >= (pacing == .immediate ? 2 : 0))
            // What the caller hung up on is not looked at here.
            let turns = line.turns(of: socket.callSID).filter { $0.role == .assistant && $0.text == Self.long }
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

    @Test("what was heard to its end is not cut", .timeLimit(.minutes(1)))
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

@Suite("Audio formats")
struct AudioFormatTests {
    @Test("a tone keeps its pitch both ways", .timeLimit(.minutes(1)), arguments: ["pcmu", "pcm16"])
    func pitch(_ format: String) async throws {
        var options = TestLine.Options(tenants: TestLine.tenants("audioFormat: \(format)"))
        options.standIn.voice = OneNote(hertz: 700, milliseconds: 600)
        try await TestLine.run(options) { line in
            let (socket, session) = try await line.openLive()
            try await line.ear.sent("response.done", in: session)
            try await socket.hears(bytes: 595 * 8)
            let heard = Tone.samples(ofMuLaw: socket.audio)
            #expect(abs(heard.count - 4_800) <= 16, "\(heard.count) samples of 600 ms")
            #expect(Tone.share(of: 700, in: heard, rate: 8_000) > 0.95)

            let rate = format == "pcm16" ? 24_000.0 : 8_000
            let bytes = format == "pcm16" ? 48 : 8
            try await socket.say(Tone.muLaw(hertz: 500, milliseconds: 400))
            var samples: ArraySlice<Int16> = []
            try await eventually("400 ms of tone") {
                let audio = line.ear.callerAudio(in: session)
                // Silence of the server's own may come before it.
                samples = (format == "pcm16" ? Tone.samples(ofPCM: audio) : Tone.samples(ofMuLaw: audio))
                    .drop { abs(Int($0)) < 500 }.prefix(390 * bytes / (format == "pcm16" ? 2 : 1))
                return samples.count == 390 * bytes / (format == "pcm16" ? 2 : 1)
            }
            #expect(Tone.share(of: 500, in: Array(samples), rate: rate) > 0.95)
        }
    }

    @Test("without resampling every byte passes through", .timeLimit(.minutes(1)))
    func passthrough() async throws {
        try await TestLine.run { line in
            let (socket, session) = try await line.openLive()
            let audio = (0..<1_600).map { UInt8($0 * 7 & 0xFF) }
            try await socket.say(audio)
            try await eventually("the audio, whole") {
                line.ear.callerAudio(in: session).firstRange(of: audio) != nil
            }
        }
    }
}
