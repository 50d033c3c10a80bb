import CoraCall
import CoraWire
import NIOCore
import Testing

@Suite struct BargeInTests {
    /// A live call in which the agent says two seconds, all of which were sent at once.
    private func speaking(finishes: Bool) async throws -> TestCall {
        let call = try await TestCall.quiet()
        try await call.model { model in
            model.begins("R1")
            model.itemAdded("A1", in: "R1")
            model.audio(2000, item: "A1", in: "R1")
            guard finishes else { return }
            model.itemDone("A1", "One two three four.", in: "R1")
            model.done("R1")
        }
        return call
    }

    @Test(.timeLimit(.minutes(10)), arguments: [true, false])
    func `the line is cleared, and the model is told what the carrier had played`(finished: Bool) async throws {
        let call = try await speaking(finishes: finished)
        await call.pass(.milliseconds(700))
        try await call.model { $0.hearsSpeech(at: 1200) }

        // 400 ms of greeting and 700 ms of this.
        #expect(try await call.carrier { $0.heard.last } == .clear(playedMilliseconds: 1100))
        let cut = try await call.model { $0.all("conversation.item.truncate") }
        #expect(cut.map { $0["item_id"]?.string } == ["A1"])
        #expect(cut.first?["audio_end_ms"] == 700)
        if !finished {
            try await call.model { $0.itemDone("A1", "One two three four.", in: "R1", status: "incomplete") }
        }
        let turn = try #require(call.turns.last)
        #expect(turn.text == "One two three four." && turn.cutMilliseconds == 700 && turn.heard == "One")
    }

    @Test(.timeLimit(.minutes(10)))
    func `marks that come back for a clear are no playback, and the next item begins where the line was emptied`()
        async throws
    {
        let call = try await speaking(finishes: true)
        await call.pass(.milliseconds(500))
        try await call.model { model in
            model.hearsSpeech(at: 1000)
            model.hearsSilence(at: 1500)
            model.begins("R2")
            model.itemAdded("A2", in: "R2")
            model.audio(1000, item: "A2", in: "R2")
        }
        await call.pass(.milliseconds(300))
        try await call.model { $0.hearsSpeech("U2", at: 2000) }
        let cuts = try await call.model { $0.all("conversation.item.truncate") }
        #expect(cuts.map { $0["item_id"]?.string } == ["A1", "A2"])
        #expect(cuts.map { $0["audio_end_ms"]?.int } == [500, 300])
        try await call.carrier { $0.stop() }
        _ = await call.ending()
        // The words of the last turn are waited for, in vain.
        await call.pass(.seconds(3))
        #expect(call.recordedEnd?.1.bargeIns == 2)
        #expect((call.recordedEnd?.1.marksStray ?? 0) > 0)
    }

    @Test(.timeLimit(.minutes(10)))
    func `what was heard to its end is not cut`() async throws {
        let call = try await speaking(finishes: true)
        await call.pass(.milliseconds(2100))
        try await call.model { $0.hearsSpeech(at: 2500) }
        #expect(try await call.model { $0.all("conversation.item.truncate").isEmpty })
        #expect(try await call.carrier { !$0.heard.contains { if case .clear = $0 { true } else { false } } })
        #expect(call.turns.last?.cutMilliseconds == nil)
        #expect(call.turns.last?.text == "One two three four.")
    }

    @Test(.timeLimit(.minutes(10)))
    func `audio that arrives after the caller took the word is not heard`() async throws {
        let call = try await speaking(finishes: false)
        await call.pass(.milliseconds(300))
        try await call.model { $0.hearsSpeech(at: 900) }
        let heard = try await call.carrier { $0.audio.count }
        try await call.model { model in
            model.audio(300, item: "A1", in: "R1")
            model.done("R1", "cancelled")
        }
        #expect(try await call.carrier { $0.audio.count } == heard)
        try await call.carrier { $0.stop() }
        _ = await call.ending()
        // The words of the last turn are waited for, in vain.
        await call.pass(.seconds(3))
        #expect(call.recordedEnd?.1.deltasLate == 3)
    }

    @Test(.timeLimit(.minutes(10)))
    func `doubled speech events cut once`() async throws {
        let call = try await speaking(finishes: true)
        await call.pass(.milliseconds(300))
        try await call.model { model in
            model.hearsSpeech(at: 900)
            model.hearsSpeech(at: 900)
        }
        #expect(try await call.model { $0.all("conversation.item.truncate").count } == 1)
        #expect(try await call.carrier { $0.heard.count { if case .clear = $0 { true } else { false } } } == 1)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a carrier that loses marks is not believed to have played more than was sent`() async throws {
        let call = try await TestCall.quiet()
        try await call.carrier { $0.returnsMarks = false }
        try await call.model { $0.says("One two three four.", milliseconds: 1000, item: "A1", in: "R1") }
        await call.pass(.milliseconds(600))
        try await call.model { $0.hearsSpeech(at: 1000) }
        // Time runs no further than the first mark that is out: 200 ms.
        #expect(try await call.model { $0.all("conversation.item.truncate").first?["audio_end_ms"] } == 200)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a response that begins under the caller's voice is cancelled`() async throws {
        let call = try await TestCall.quiet()
        try await call.carrier { $0.press("1") }
        await call.pass(.seconds(2))
        #expect(try await call.model { $0.types.last } == "response.create")
        try await call.model { model in
            model.hearsSpeech(at: 900)
            model.begins("R1")
        }
        #expect(try await call.model { $0.all("response.cancel").map { $0["response_id"]?.string } } == ["R1"])
    }
}
