import CoraCall
import CoraTenant
import CoraWire
import NIOCore
import Testing

@Suite struct GoodbyeTests {
    @Test(.timeLimit(.minutes(10)))
    func `the line closes when the goodbye was heard, and not before`() async throws {
        let call = try await TestCall.quiet()
        try await call.model { model in
            model.begins("R1")
            model.speaks("Goodbye.", milliseconds: 800, item: "A1", in: "R1")
            model.calls("end_call", id: "bye", in: "R1")
            model.done("R1")
        }
        await call.pass(.milliseconds(780))
        #expect(try await call.carrier { !$0.heard.contains(.close(1000)) })
        await call.pass(.milliseconds(20))
        #expect(try await call.carrier { $0.heard.last } == .close(1000))
        #expect(try await call.model { $0.closeCode } == 1000)
        #expect(await call.ending() == Termination(.agentEnded))
        #expect(call.turns.last?.text == "Goodbye.")
        #expect(call.turns.last?.cutMilliseconds == nil)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a caller who speaks keeps the line open, and the model is told`() async throws {
        let call = try await TestCall.quiet()
        try await call.model { model in
            model.begins("R1")
            model.speaks("Goodbye.", milliseconds: 800, item: "A1", in: "R1")
            model.calls("end_call", id: "bye", in: "R1")
            model.done("R1")
        }
        await call.pass(.milliseconds(300))
        try await call.model { $0.hearsSpeech(at: 900) }
        let told = try await call.model { $0.received.last }
        #expect(told?["item"]?["content"]?[0]?["text"]?.string == Directions.lineStaysOpen)
        await call.pass(.seconds(2))
        #expect(call.recordedEnd == nil)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a claim in a goodbye is put right before the line closes`() async throws {
        let call = try await TestCall.quiet()
        try await call.model { model in
            model.begins("R1")
            model.speaks("Someone will call you back. Goodbye.", milliseconds: 800, item: "A1", in: "R1")
            model.calls("end_call", id: "bye", in: "R1")
            model.done("R1")
        }
        let claims = call.recorder.entries.events.compactMap { if case .claim(let claim) = $0 { claim } else { nil } }
        #expect(claims.map(\.commitment) == [.callback])
        #expect(claims.first?.isCorrected == true)
        let texts = try await call.model { model in
            model.all("conversation.item.create").compactMap { $0["item"]?["content"]?[0]?["text"]?.string }
        }
        #expect(texts.last?.hasPrefix("The line stays open") == true)
        await call.pass(.seconds(1))
        #expect(call.recordedEnd == nil)
    }

    @Test(.timeLimit(.minutes(10)))
    func `an offer is no claim`() async throws {
        let call = try await TestCall.quiet()
        try await call.model {
            $0.says("I can book that. Would you like me to?", milliseconds: 400, item: "A1", in: "R1")
        }
        #expect(!call.recorder.entries.events.contains { if case .claim = $0 { true } else { false } })
    }

    @Test(.timeLimit(.minutes(10)))
    func `the caller is warned of the longest time, then told goodbye, and hears it to its end`() async throws {
        var options = TestCall.Options()
        options.tenant = TestCall.tenant(
            manners: PhoneManners(
                silence: .seconds(600), maximumDuration: .seconds(180), durationWarning: .seconds(60)))
        let call = try await TestCall.quiet(options)
        await call.pass(.seconds(118))
        #expect(try await call.model { $0.all("response.create").count } == 1)
        await call.pass(.seconds(2))
        let warned = try await call.model { $0.received.suffix(2) }
        #expect(warned.first?["item"]?["content"]?[0]?["text"]?.string?.contains("about a minute left") == true)
        try await call.model { $0.says("A minute left.", milliseconds: 500, item: "A1", in: "R1") }
        await call.pass(.seconds(60))
        try await call.model { $0.says("We're out of time.", milliseconds: 900, item: "A2", in: "R2") }
        await call.pass(.milliseconds(880))
        #expect(call.recordedEnd == nil)
        await call.pass(.milliseconds(40))
        #expect(await call.ending() == Termination(.durationLimit))
        #expect(call.turns.suffix(2).map(\.text) == ["A minute left.", "We're out of time."])
    }

    @Test(.timeLimit(.minutes(10)))
    func `a silent caller is asked twice, then told goodbye`() async throws {
        let call = try await TestCall.quiet()
        for (count, words) in [
            Phrase.stillThere.text(in: .english), CallSentence.canHearYou.text(in: .english), "I'll let you go now",
        ].enumerated() {
            await call.pass(.seconds(9))
            let told = try await call.model { $0.received.suffix(2) }
            #expect(told.first?["item"]?["content"]?[0]?["text"]?.string?.contains(words) == true, "question \(count)")
            try await call.model { $0.says(words, milliseconds: 500, item: "S\(count)", in: "RS\(count)") }
        }
        await call.pass(.seconds(1))
        #expect(await call.ending() == Termination(.callerSilent))
    }

    @Test(.timeLimit(.minutes(10)))
    func `an order from outside ends the call with words that are heard`() async throws {
        let call = try await TestCall.quiet()
        let session = try #require(call.watcher.openings.events.last?.call)
        #expect(await session.leave(.operatorEnded))
        await call.pass(.zero)
        try await call.model { $0.says("I have to end this call now.", milliseconds: 600, item: "A1", in: "R1") }
        #expect(await session.leave(.drain) == false)
        await call.pass(.seconds(1))
        #expect(await call.ending() == Termination(.operatorEnded))
        #expect(await session.snapshot().phase == .ended)
    }
}
