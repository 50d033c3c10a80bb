import CoraSpeech
import CoraWire
import Testing

@testable import CoraStandIn

/// Faults of a whole session, and of the turns in it.
struct SessionFaultTests {
    private func peer(_ faults: PlannedFault..., turns: [AgentScript.Turn] = []) -> StandInPeer {
        var configuration = StandInConfiguration.immediate(turns: turns)
        configuration.faults.planned = faults
        return .configured(configuration, input: ["transcription": ["model": "whisper-1"]])
    }

    @Test(
        arguments: [
            (.drop, .abort), (.reset, .reset),
            (.close(StandInClosing(code: 1_012)), .close(code: 1_012, reason: "")),
        ] as [(SessionFault.Kind, StandInSession.Output)])
    func `a live session ends at once, in each of the ways a connection can`(
        kind: SessionFault.Kind, output: StandInSession.Output
    ) {
        var peer = peer()
        peer.inflict(SessionFault(kind))
        #expect(peer.outputs.last == output)
        #expect(peer.session.isClosed)
        #expect(peer.takeTurn().isEmpty)
    }

    @Test func `an expired session says why, and is closed with 1001`() {
        var peer = peer()
        let events = peer.inflict(SessionFault(.close(.sessionExpired)))
        #expect(events.errorCode == "session_expired")
        #expect(
            peer.outputs.last == .close(code: 1_001, reason: "Your session hit the maximum duration of 60 minutes."))
    }

    @Test func `a frozen session goes on reading, and writes nothing, not even a ping`() {
        var peer = peer()
        peer.inflict(SessionFault(.freeze))
        let before = peer.outputs.count
        peer.takeTurn()
        peer.wait(.seconds(100))
        #expect(peer.outputs.count == before)
        #expect(peer.session.isFrozen)
        #expect(peer.session.nextDeadline == nil)
    }

    @Test func `a frozen session can still be dropped or closed`() {
        var peer = peer()
        peer.inflict(SessionFault(.freeze))
        peer.inflict(SessionFault(.close(StandInClosing(code: 1_011))))
        #expect(peer.outputs.last == .close(code: 1_011, reason: ""))
    }

    @Test func `a fault has its moment: a time`() {
        var peer = peer(PlannedFault(.session(SessionFault(.drop, .after(.seconds(3))))))
        peer.wait(.milliseconds(2_999))
        #expect(!peer.session.isClosed)
        peer.wait(.milliseconds(1))
        #expect(peer.outputs.last == .abort)
    }

    @Test func `a fault has its moment: a turn, which is committed and not answered`() {
        var peer = peer(PlannedFault(.session(SessionFault(.freeze, .turn(2)))))
        #expect(peer.takeTurn().types.last == "response.done")
        #expect(peer.takeTurn().types.suffix(3) == committedTurn.suffix(3))
        #expect(peer.session.isFrozen)
    }

    @Test func `a fault has its moment: so much audio of a response`() {
        var peer = peer(PlannedFault(.session(SessionFault(.reset, .audio(milliseconds: 400)))))
        #expect(peer.takeTurn().all("response.output_audio.delta").count == 2)
        #expect(peer.outputs.last == .reset)
    }

    @Test func `a planned fault spares the sessions before it, and those after it`() {
        let plan = FaultPlan([PlannedFault(.session(SessionFault(.drop)), count: 2, skip: 1)])
        let closed = (0..<5).map { _ in
            var session = StandInSession(
                configuration: .immediate(), model: "gpt-realtime", openedAt: 0, salt: "0000000000000",
                speech: SpeechCache(voice: ToneVoice()), faultPlan: plan)
            session.open()
            return session.isClosed
        }
        #expect(closed == [false, true, true, false, false])
    }

    @Test func `a refused session.update names its event_id, and nothing changes`() {
        var configuration = StandInConfiguration.immediate()
        configuration.faults.planned = [PlannedFault(.session(SessionFault(.refuseSessionUpdate)))]
        var peer = StandInPeer(configuration)
        let events = peer.send([
            "type": "session.update", "event_id": "cfg-1",
            "session": ["type": "realtime", "instructions": "Be brief."],
        ])
        #expect(events.types == ["error"])
        #expect(events[0]["error"]?["event_id"] == "cfg-1")
        #expect(peer.session.settings.instructions != "Be brief.")
    }

    @Test func `garbage is no JSON, or binary, or of another session`() {
        var peer = peer()
        #expect(peer.inflict(SessionFault(.garbage(.notJSON))).isEmpty)
        peer.inflict(SessionFault(.garbage(.binary)))
        guard case .binary = peer.outputs.last else {
            Issue.record("no binary frame: \(String(describing: peer.outputs.last))")
            return
        }
        let foreign = peer.inflict(SessionFault(.garbage(.foreign)))
        #expect(foreign.first("response.output_item.done")?["item"]?["name"] == "end_call")
        #expect(foreign.types.last == "response.done")
        #expect(peer.takeTurn().types.last == "response.done")
    }

    @Test func `a flood is so many events at once`() {
        var peer = peer()
        #expect(peer.inflict(SessionFault(.flood(events: 500))).count == 500)
    }

    @Test func `noise makes turns without words, one after the other`() {
        var peer = peer(
            PlannedFault(.session(SessionFault(.noise(every: .seconds(6), transcripts: ["", "."])))))
        peer.hush(milliseconds: 2_000)
        let events = peer.wait(.seconds(20))
        #expect(events.all("input_audio_buffer.committed").count == 3)
        let transcribed = events.all("conversation.item.input_audio_transcription.completed")
        #expect(transcribed.map { $0["transcript"] } == ["", ".", ""])
        #expect(peer.session.record.turns == 0)
    }

    // MARK: Turns

    @Test func `a turn may be committed and never answered, until the client asks`() {
        var peer = peer(PlannedFault(.turn(.unanswered)), turns: [.at(once: "Here I am.")])
        #expect(peer.takeTurn().types.suffix(3) == committedTurn.suffix(3))
        #expect(peer.send(["type": "response.create"]).said == "Here I am.")
    }

    @Test func `speech may never stop, until the client commits`() {
        var peer = peer(PlannedFault(.turn(.neverStops)))
        #expect(peer.takeTurn().types == ["input_audio_buffer.speech_started"])
        #expect(peer.takeTurn().isEmpty)
        #expect(peer.send(["type": "input_audio_buffer.commit"]).types == committedTurn)
        #expect(peer.takeTurn().types.last == "response.done")
    }

    @Test(
        arguments: [
            ([.failed], ["failed"]), ([.completed, .completed], ["completed", "completed"]),
            ([.failed, .completed], ["failed", "completed"]), ([], []),
        ] as [([TurnFault.Transcription], [String])])
    func `a transcription may fail, end twice, or not at all`(outcomes: [TurnFault.Transcription], ends: [String]) {
        var peer = peer(PlannedFault(.turn(.transcription(outcomes, apart: .seconds(2), heard: "Yes."))))
        peer.takeTurn()
        let prefix = "conversation.item.input_audio_transcription."
        let events = peer.wait(.seconds(10)).filter { event in
            ends.contains { event["type"]?.string == prefix + $0 }
        }
        #expect(events.map { $0["type"]?.string ?? "" } == ends.map { prefix + $0 })
        #expect(Set(events.map { $0["item_id"]?.string }).count <= 1)
        #expect(events.compactMap { $0["transcript"]?.string }.allSatisfy { $0 == "Yes." })
    }
}
