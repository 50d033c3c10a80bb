import CoraCall
import CoraSession
import CoraTenant
import CoraWeb
import CoraWire
import NIOCore
import NIOEmbedded
import Testing

/// A session whose browser connects to the model: the same call, whose audio passes by us.
@Suite struct PeerSessionTests {
    @Test(.timeLimit(.minutes(10)))
    func `the page is asked for a connection, its offer is answered, and our socket joins the call`() async throws {
        let peer = try await PeerCall.started()
        let ready = try await peer.web.page { $0.told.first }
        #expect(ready?["type"] == "ready" && ready?["media"] == "webrtc")
        let offer = try #require(try await peer.web.page { $0.all("offer").first })
        #expect(offer["number"] == 1 && offer["why"] == "first")
        #expect(offer["path"]?.string == "/session/\(WebCall.session)/offer")
        let key = try #require(offer["key"]?.string)
        #expect(key.count == 32)
        #expect(await peer.web.offer(1, key: "wrong") == .failure(.wrongKey))
        #expect(await peer.web.offer(2, key: key) == .failure(.notAsked))
        #expect(await peer.web.offer(1, key: key) == .success("v=0 answer"))
        #expect(await peer.web.offer(1, key: key) == .failure(.notAsked))
        await peer.call.loop.run()
        #expect(peer.call.dialled.events == ["127.0.0.1/v1/realtime?call_id=rtc_1"])
        #expect(try await peer.web.page { $0.all("use").map { $0["number"]?.int } } == [1])
        #expect(try await peer.call.model { $0.all("session.update").count } == 1)
    }

    @Test(.timeLimit(.minutes(10)), arguments: [true, false])
    func `the greeting is the model's, asked for once session and connection both stand`(settingsFirst: Bool)
        async throws
    {
        var options = TestCall.Options()
        options.recording = [UInt8](repeating: 0x55, count: 8000)
        let peer = try await PeerCall.started(options)
        let (number, key) = try #require(try await peer.asked())
        _ = await peer.web.offer(number, key: key)
        await peer.call.loop.run()
        let steps: [() async throws -> Void] = [
            { try await peer.call.model { $0.sessionUpdated() } },
            { try await peer.web.page { $0.say(.peer(number: 1, .connected)) } },
        ]
        for (index, step) in (settingsFirst ? steps : steps.reversed()).enumerated() {
            try await step()
            #expect(try await peer.call.model { $0.all("response.create").count } == index)
        }
        #expect(try await peer.web.page { $0.audio.isEmpty })
        // Once, also if the page says so again.
        try await peer.web.page { $0.say(.peer(number: 1, .connected)) }
        #expect(try await peer.call.model { $0.all("response.create").count } == 1)
    }

    @Test(.timeLimit(.minutes(10)))
    func `turns are recorded once they were heard, and the silence counts from then`() async throws {
        let peer = try await PeerCall.quiet()
        #expect(peer.call.turns.map(\.text) == ["Hello."])
        try await peer.call.model { model in
            model.hearsSpeech(at: 100)
            model.hearsSilence(at: 900)
            model.understands("Tell me all.")
            model.begins("R1")
            model.itemAdded("A1", in: "R1")
            model.plays("started", "R1")
            model.itemDone("A1", "It is long.", in: "R1")
            model.done("R1")
        }
        #expect(peer.call.turns.map(\.text) == ["Hello.", "Tell me all."])
        // Twenty seconds of speech that was made in one: nobody is asked whether they are there.
        try await peer.pass(seconds: 20)
        #expect(try await peer.call.model { $0.all("response.create").count } == 1)
        try await peer.call.model { $0.plays("stopped", "R1") }
        #expect(peer.call.turns.last?.text == "It is long." && peer.call.turns.last?.cutMilliseconds == nil)
        try await peer.pass(seconds: 9)
        #expect(try await peer.call.model { $0.all("response.create").count } == 2)
        #expect(try await peer.call.model { $0.audio.isEmpty })
    }

    @Test(.timeLimit(.minutes(10)), arguments: ["cut first", "cleared first", "no word of the cut"])
    func `a caller who speaks over the agent is cut where the server says`(order: String) async throws {
        let peer = try await PeerCall.quiet()
        try await peer.call.model { model in
            model.begins("R1")
            model.itemAdded("A1", in: "R1")
            model.plays("started", "R1")
        }
        await peer.call.pass(.milliseconds(700))
        try await peer.call.model { model in
            model.hearsSpeech(at: 1000)
            if order == "cut first" { model.truncated("A1", at: 650) }
            model.plays("cleared", "R1")
            model.itemDone("A1", "One two three four five six.", in: "R1", status: "incomplete")
            model.done("R1", "cancelled")
            if order == "cleared first" { model.truncated("A1", at: 650) }
            model.hearsSilence(at: 1500)
            model.begins("R2")
            model.itemAdded("A2", in: "R2")
            model.plays("started", "R2")
        }
        let turn = peer.call.turns.first { $0.item == "A1" }
        #expect(turn?.cutMilliseconds == (order == "no word of the cut" ? 700 : 650))
        #expect(turn?.heard == "One two")
        #expect(try await peer.web.page { $0.all("turn").contains { $0["item"] == "A1" && $0["heard"] == "One two" } })
        // The server cuts by itself: it is told nothing, and the page drops what it shows.
        #expect(try await peer.call.model { $0.all("conversation.item.truncate").isEmpty })
        #expect(try await peer.web.page { $0.all("clear").count } == 1)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a goodbye is heard to its end, then both sides are hung up`() async throws {
        let peer = try await PeerCall.quiet()
        try await peer.call.model { model in
            model.begins("R1")
            model.itemAdded("A1", in: "R1")
            model.plays("started", "R1")
            model.itemDone("A1", "Goodbye.", in: "R1")
            model.calls("end_call", id: "bye", in: "R1")
            model.done("R1")
        }
        await peer.call.pass(.seconds(2))
        #expect(peer.call.recordedEnd == nil)
        try await peer.call.model { $0.plays("stopped", "R1") }
        #expect(await peer.call.ending() == Termination(.agentEnded))
        #expect(peer.peers.hangUps.events == ["rtc_1"])
        #expect(try await peer.web.page { $0.close?.reason } == "agent_ended")
    }

    @Test(.timeLimit(.minutes(10)))
    func `news of a playback that come twice, late, or of nothing that plays change nothing`() async throws {
        let peer = try await PeerCall.quiet()
        try await peer.call.model { model in
            // Nothing plays.
            model.plays("cleared", "R0")
            model.plays("stopped", "R0")
            model.begins("R1")
            model.itemAdded("A1", in: "R1")
            model.plays("started", "R1")
            model.itemDone("A1", "Goodbye.", in: "R1")
            model.calls("end_call", id: "bye", in: "R1")
            model.done("R1")
            // Late: of the response before.
            model.plays("stopped", "R0")
        }
        #expect(try await peer.web.page { $0.all("clear").isEmpty })
        #expect(peer.call.turns.map(\.text) == ["Hello."])
        await peer.call.pass(.seconds(2))
        #expect(peer.call.recordedEnd == nil)
        try await peer.call.model { model in
            model.plays("stopped", "R1")
            model.plays("stopped", "R1")
        }
        #expect(await peer.call.ending() == Termination(.agentEnded))
        #expect(peer.call.turns.map(\.text) == ["Hello.", "Goodbye."])
        #expect(peer.peers.hangUps.events == ["rtc_1"])
    }

    @Test(.timeLimit(.minutes(10)))
    func `an answer is timed from the caller's last word, as on a telephone`() async throws {
        let peer = try await PeerCall.quiet()
        await peer.call.pass(.seconds(2))
        try await peer.call.model { model in
            model.hearsSpeech(at: 1000)
            model.hearsSilence(at: 2000)
            model.begins("R1")
            model.itemAdded("A1", in: "R1")
        }
        await peer.call.pass(.milliseconds(300))
        try await peer.call.model { model in
            model.plays("started", "R1")
            model.itemDone("A1", "Yes.", in: "R1")
            model.done("R1")
        }
        let silence = TestCall.tenant().turnDetection.silenceMilliseconds
        let turns = peer.call.observer.observations.events.compactMap {
            if case .turn(let turn) = $0 { turn } else { nil }
        }
        let turn = try #require(turns.last)
        #expect(turn.modelHeard - turn.callerStopped == .milliseconds(silence))
        #expect(turn.heard.map { $0 - turn.modelHeard } == .milliseconds(300))
    }

    @Test(.timeLimit(.minutes(10)))
    func `settings of a page that come while our socket is opened again are not taken for ours`() async throws {
        let peer = try await PeerCall.quiet()
        // The first socket is lost before its settings are acknowledged, the second has them acknowledged once too often.
        try await peer.call.model { $0.vanish() }
        try await peer.call.model { $0.vanish() }
        await peer.call.pass(.milliseconds(400))
        try await peer.call.model { model in
            model.sessionUpdated()
            model.sessionUpdated()
        }
        #expect(await peer.call.ending() == Termination(.protocolFault(.spokeToModel)))
    }

    @Test(.timeLimit(.minutes(10)))
    func `a page that says nothing for ten seconds is gone, and its call is ended at the model's side`() async throws {
        let peer = try await PeerCall.quiet()
        try await peer.pass(seconds: 4)
        await peer.call.pass(.milliseconds(8900))
        #expect(peer.call.recordedEnd == nil)
        await peer.call.pass(.milliseconds(200))
        #expect(await peer.call.ending() == Termination(.callerSocketLost))
        #expect(peer.peers.hangUps.events == ["rtc_1"])
    }

    @Test(.timeLimit(.minutes(10)))
    func `a page that is gone during the exchange leaves no call behind`() async throws {
        let peers = TestPeers(isOpen: false)
        let peer = try await PeerCall.started(peers: peers)
        let (number, key) = try #require(try await peer.asked())
        async let answer = peer.web.offer(number, key: key)
        await peers.offers.first { _ in true }
        try await peer.web.page { $0.say(.bye) }
        #expect(await peer.call.ending() == Termination(.callerHungUp))
        #expect(peers.hangUps.events.isEmpty)
        await peers.open()
        #expect(await answer == .failure(.over))
        #expect(peers.hangUps.events == ["rtc_1"])
    }

    @Test(.timeLimit(.minutes(10)))
    func `our socket is lost: it joins the same call, which is told nothing twice`() async throws {
        let peer = try await PeerCall.quiet()
        try await peer.call.model { $0.vanish() }
        #expect(peer.call.dialled.events.last == "127.0.0.1/v1/realtime?call_id=rtc_1")
        #expect(peer.call.dialled.events.count == 2)
        try await peer.call.model { $0.sessionUpdated() }
        #expect(try await peer.call.model { $0.told.isEmpty })
        #expect(try await peer.call.model { $0.all("response.create").isEmpty })
        #expect(
            try await peer.web.page { $0.all("notice").map { $0["code"] } } == [
                "agent_ready", "agent_away", "agent_back",
            ])
        #expect(peer.peers.hangUps.events.isEmpty)
        #expect(try await peer.web.page { $0.all("offer").count } == 1)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a call that cannot be joined is ended, and the page makes another connection, which knows the conversation`()
        async throws
    {
        var options = TestCall.Options()
        options.dialling = .opens
        options.diallingAgain = [
            .fails(.refused(status: 404)), .fails(.refused(status: 404)), .fails(.refused(status: 404)), .opens,
        ]
        let peer = try await PeerCall.quiet(options)
        try await peer.call.model { $0.vanish() }
        await peer.call.pass(.milliseconds(2500))
        #expect(peer.peers.hangUps.events == ["rtc_1"])
        let again = try await peer.web.page { $0.all("offer").last }
        #expect(again?["number"] == 2 && again?["why"] == "lost")
        try await peer.connect()
        #expect(peer.call.dialled.events.last == "127.0.0.1/v1/realtime?call_id=rtc_2")
        try await peer.call.model { $0.sessionUpdated() }
        #expect(try await peer.call.model { $0.told.contains("assistant: Hello.") })
        // No second greeting, and nothing is owed.
        #expect(try await peer.call.model { $0.all("response.create").isEmpty })
        #expect(try await peer.web.page { $0.all("use").map { $0["number"]?.int } } == [1, 2])
    }

    @Test(.timeLimit(.minutes(10)))
    func `the browser's connection is lost: the page makes another on the same session`() async throws {
        let peer = try await PeerCall.quiet()
        try await peer.web.page { $0.say(.peer(number: 1, .lost)) }
        #expect(peer.peers.hangUps.events == ["rtc_1"])
        try await peer.connect()
        try await peer.call.model { $0.sessionUpdated() }
        #expect(try await peer.call.model { $0.told.contains("assistant: Hello.") })
        #expect(try await peer.call.model { $0.all("response.create").isEmpty })
        #expect(peer.call.recordedEnd == nil)
    }

    @Test(.timeLimit(.minutes(10)))
    func `a session that is about to be too old gets a second connection, which takes over at a pause`() async throws {
        var options = TestCall.Options()
        options.settings.limits.succession = .seconds(5)
        let peer = try await PeerCall.quiet(options)
        try await peer.pass(seconds: 6)
        let offer = try #require(try await peer.web.page { $0.all("offer").last })
        #expect(offer["number"] == 2 && offer["why"] == "renewal")
        #expect(peer.peers.hangUps.events.isEmpty)
        _ = await peer.web.offer(2, key: offer["key"]?.string ?? "")
        await peer.call.loop.run()
        try await peer.call.model { $0.sessionUpdated() }
        #expect(try await peer.web.page { $0.all("use").count } == 1)
        try await peer.web.page { $0.say(.peer(number: 2, .connected)) }
        await peer.call.pass(.seconds(1))
        #expect(try await peer.web.page { $0.all("use").map { $0["number"]?.int } } == [1, 2])
        #expect(peer.peers.hangUps.events == ["rtc_1"])
        #expect(try await peer.call.model { $0.told.contains("assistant: Hello.") })
    }

    @Test(.timeLimit(.minutes(10)), arguments: ["settings", "a tool's answer"])
    func `a page that speaks to the model by itself is ended`(what: String) async throws {
        let peer = try await PeerCall.quiet()
        try await peer.call.model { what == "settings" ? $0.sessionUpdated() : $0.answered("c9") }
        #expect(await peer.call.ending() == Termination(.protocolFault(.spokeToModel)))
        #expect(try await peer.web.page { $0.close?.reason } == "spoke_to_model")
        #expect(peer.peers.hangUps.events == ["rtc_1"])
    }

    @Test(.timeLimit(.minutes(10)))
    func `a tool's answer of ours is no page's`() async throws {
        let peer = try await PeerCall.quiet()
        try await peer.call.model { model in
            model.hearsSpeech(at: 100)
            model.hearsSilence(at: 900)
            model.understands("Look.")
            model.begins("R1")
            model.calls("look", id: "c1", in: "R1")
            model.done("R1")
        }
        await peer.call.tools.asked.first { $0.id == "c1" }
        await peer.call.tools.answer("c1", ToolOutcome(envelope: #"{"ok":true}"#, succeeded: true))
        await peer.call.recorder.entries.first { if case .tool = $0 { true } else { false } }
        await peer.call.pass(.zero)
        try await peer.call.model { $0.answered("c1") }
        #expect(peer.call.recordedEnd == nil)
    }

    @Test(.timeLimit(.minutes(10)))
    func `audio of the caller's on the socket, and a model that takes no offer, end the session in words`()
        async throws
    {
        let binary = try await PeerCall.quiet()
        try await binary.web.page { $0.send([0, 0]) }
        #expect(await binary.call.ending() == Termination(.protocolFault(.binaryFrame)))

        let refused = try await PeerCall.started(
            peers: TestPeers([.failure(PeerRefusal(why: "no credit", mayTryAgain: false))]))
        try await refused.connect()
        #expect(await refused.call.ending() == Termination(.modelUnavailable("no credit")))
        #expect(try await refused.web.page { $0.close?.reason } == "model_unavailable")
    }

    @Test(.timeLimit(.minutes(10)))
    func `a hold phrase is played by the page while another connection is made`() async throws {
        var options = TestCall.Options()
        options.phrases = [.hold: 4000]
        let peer = try await PeerCall.quiet(options)
        try await peer.web.page { $0.say(.peer(number: 1, .lost)) }
        await peer.call.pass(.milliseconds(3500))
        #expect(try await peer.web.page { $0.audio.count } == 24_000)
    }
}
