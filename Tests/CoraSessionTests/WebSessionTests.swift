import CoraCall
import CoraTenant
import CoraWeb
import CoraWire
import NIOCore
import Testing

/// A session of a web client: the same call over another leg.
@Suite struct WebSessionTests {
    @Test(.timeLimit(.minutes(10)), arguments: [true, false])
    func `a session begins with a hello, as a subprotocol or as the first message`(withUpgrade: Bool) async throws {
        let web = try await WebCall.open(hello: withUpgrade ? WebCall.hello : nil)
        if !withUpgrade { try await web.page { $0.say(.hello(WebCall.hello)) } }
        await web.call.recorder.entries.first { $0 == .started }
        #expect(web.call.office.tokens.events == [TestCall.token])
        let ready: JSON = [
            "type": "ready", "session": .string(WebCall.session), "agent": "Ann", "sample_rate": 24_000,
            "media": "socket",
        ]
        #expect(try await web.page { $0.told.first } == ready)
        // Whatever the tenant's encoding, the model speaks the client's.
        let formats = try await web.call.model { $0.all("session.update").first?["session"]?["audio"] }
        #expect(formats?["input"]?["format"]?["type"] == "audio/pcm")
        #expect(formats?["output"]?["format"]?["type"] == "audio/pcm")
    }

    @Test(.timeLimit(.minutes(10)))
    func `both voices pass through as they stand, frames and deltas of odd lengths too`() async throws {
        let web = try await WebCall.quiet()
        try await web.page { $0.microphoneOff() }
        let before = try await web.call.model { $0.audio.count }
        let said = (0..<9600).map { UInt8(truncatingIfNeeded: $0 &* 11) }
        try await web.page { page in
            var rest = said[...]
            for length in [1, 959, 3, 957, 2400, 961, 0, 4319] {
                page.send(Array(rest.prefix(length)))
                rest = rest.dropFirst(length)
            }
        }
        #expect(try await web.call.model { Array($0.audio.dropFirst(before)) } == said)

        let heard = try await web.page { $0.audio.count }
        let spoken = (0..<4800).map { UInt8(truncatingIfNeeded: $0 &* 13) }
        try await web.call.model { model in
            model.begins("R1")
            model.itemAdded("A1", in: "R1")
            var rest = spoken[...]
            for length in [1, 1, 3, 995, 1001, 2799] {
                model.delta(Array(rest.prefix(length)), item: "A1", in: "R1")
                rest = rest.dropFirst(length)
            }
        }
        #expect(try await web.page { Array($0.audio.dropFirst(heard)) } == spoken)
    }

    @Test(.timeLimit(.minutes(10)), arguments: [true, false])
    func `a barge-in empties the client's queue, and the model is told what the client had played`(
        finished: Bool
    ) async throws {
        let web = try await WebCall.speaking(finishes: finished)
        await web.call.pass(.milliseconds(700))
        try await web.call.model { $0.hearsSpeech(at: 1200) }
        #expect(try await web.page { $0.all("clear").map { $0["position"]?.int } } == [57_600])
        let cut = try await web.call.model { $0.all("conversation.item.truncate") }
        #expect(cut.map { $0["item_id"]?.string } == ["A1"])
        #expect(cut.first?["audio_end_ms"] == 700)
        if !finished {
            try await web.call.model { $0.itemDone("A1", "One two three four.", in: "R1", status: "incomplete") }
        }
        #expect(web.call.turns.last?.cutMilliseconds == 700)
        let turn = try await web.page { $0.all("turn").last }
        #expect(turn?["text"] == "One two three four." && turn?["heard"] == "One" && turn?["cut_ms"] == 700)
    }

    @Test(.timeLimit(.minutes(10)))
    func `what counts is what the client has played, not what it could have`() async throws {
        // A jitter buffer of 60 ms, and a network that stops for 300.
        let web = try await WebCall.speaking(delay: .milliseconds(60))
        await web.call.pass(.milliseconds(200))
        try await web.page { $0.stall(for: .milliseconds(300)) }
        await web.call.pass(.milliseconds(400))
        let played = try await web.page { ($0.played - 9600) / 24 }
        #expect(played == 240)
        try await web.call.model { $0.hearsSpeech(at: 1200) }
        let cut = try await web.call.model { $0.all("conversation.item.truncate").first?["audio_end_ms"]?.int }
        #expect(cut == played)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a report from before a clear is late, and the next item begins at the clear's position`() async throws {
        let web = try await WebCall.speaking()
        await web.call.pass(.milliseconds(500))
        try await web.call.model { $0.hearsSpeech(at: 1000) }
        try await web.page { $0.say(.played(position: 9600 + 12_000)) }
        try await web.call.model { model in
            model.hearsSilence(at: 1500)
            model.begins("R2")
            model.itemAdded("A2", in: "R2")
            model.speech(1000, item: "A2", in: "R2")
        }
        await web.call.pass(.milliseconds(300))
        try await web.call.model { $0.hearsSpeech("U2", at: 2000) }
        let cuts = try await web.call.model { $0.all("conversation.item.truncate") }
        #expect(cuts.map { $0["item_id"]?.string } == ["A1", "A2"])
        #expect(cuts.map { $0["audio_end_ms"]?.int } == [500, 300])
        #expect(web.call.recordedEnd == nil)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a goodbye is heard to its end, then the client is told why the session is over`() async throws {
        let web = try await WebCall.quiet()
        try await web.call.model { model in
            model.begins("R1")
            model.itemAdded("A1", in: "R1")
            model.speech(1000, item: "A1", in: "R1")
            model.itemDone("A1", "Goodbye.", in: "R1")
            model.calls("end_call", id: "bye", in: "R1")
            model.done("R1")
        }
        await web.call.pass(.milliseconds(900))
        #expect(web.call.recordedEnd == nil)
        await web.call.pass(.milliseconds(150))
        #expect(await web.call.ending() == Termination(.agentEnded))
        let goodbye = try await web.page { $0.told.last }
        #expect(goodbye?["type"] == "goodbye" && goodbye?["code"] == 1000 && goodbye?["reason"] == "agent_ended")
        #expect(try await web.page { $0.close?.code } == 1000)
        #expect(try await web.page { $0.close?.reason } == "agent_ended")
    }

    @Test(.timeLimit(.minutes(10)))
    func `a recorded greeting is played at the client's rate, and cut where it was heard`() async throws {
        var options = TestCall.Options()
        options.recording = [UInt8](repeating: 0x55, count: 8000)
        let web = try await WebCall.started(options)
        try await web.page { $0.microphoneOn() }
        #expect(try await web.page { $0.audio.count } == 48_000)
        #expect(try await web.page { $0.all("words").first?["text"] } == "Hello.")
        try await web.call.model { $0.sessionUpdated() }
        await web.call.pass(.milliseconds(350))
        try await web.call.model { $0.hearsSpeech(at: 300) }
        #expect(web.call.turns.last?.cutMilliseconds == 350)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a greeting that the model says is recorded for telephones too`() async throws {
        let web = try await WebCall.started()
        try await web.call.model { model in
            model.sessionUpdated()
            model.begins("R0")
            model.itemAdded("A0", in: "R0")
            model.speech(400, item: "A0", in: "R0")
            model.itemDone("A0", "Hello.", in: "R0")
            model.done("R0", output: FakeModel.message("A0", "Hello."))
        }
        #expect(web.call.recordings.kept.events.map(\.audio.count) == [3200])
    }

    @Test(.timeLimit(.minutes(10)))
    func `a heartbeat is answered, and an unknown message is ignored and said to be`() async throws {
        let web = try await WebCall.quiet()
        try await web.page { page in
            page.say(.heartbeat(id: 41))
            page.send(#"{"type":"video","x":1}"#)
        }
        #expect(try await web.page { $0.all("heartbeat").map { $0["id"]?.int } } == [41])
        #expect(try await web.page { $0.all("error").first?["code"] } == "ignored")
        try await web.page { $0.say(.bye) }
        #expect(await web.call.ending() == Termination(.callerHungUp))
        await web.call.pass(.seconds(3))
        #expect(web.call.recordedEnd?.1.unknownMessages == 1)
    }

    @Test(.timeLimit(.minutes(10)))
    func `what a page measures is seen once a second, and the last of it is recorded`() async throws {
        let web = try await WebCall.quiet()
        func figures(_ gaps: Int) -> PageFigures {
            var figures = PageFigures()
            (figures.media, figures.gaps) = (.socket, gaps)
            return figures
        }
        let told = (1...4).map(figures)
        try await web.page { page in
            page.say(.figures(told[0]))
            page.say(.figures(told[1]))
        }
        await web.call.pass(.seconds(1))
        try await web.page { $0.say(.figures(told[2])) }
        await web.call.pass(.seconds(1))
        try await web.page { page in
            page.say(.figures(told[3]))
            page.say(.bye)
        }
        #expect(await web.call.ending() == Termination(.callerHungUp))
        await web.call.pass(.seconds(3))
        let seen = web.call.observer.observations.events.compactMap {
            if case .page(let page) = $0 { page } else { nil }
        }
        #expect(seen == [told[0], told[2], told[3]])
        let kept = web.call.recorder.entries.events.compactMap { if case .page(let page) = $0 { page } else { nil } }
        #expect(kept == [told[3]])
    }
}
