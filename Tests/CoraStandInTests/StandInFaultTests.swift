import CoraWire
import NIOHTTP1
import Synchronization
import Testing

@testable import CoraStandIn

/// Stand-in: faults, refusals and the end of a session.
struct StandInFaultTests {
    @Test(arguments: StandInFaults.ResponseFailure.allCases)
    func `a failed response has no output, says why, and may be asked for again`(failure: StandInFaults.ResponseFailure)
    {
        var peer = StandInPeer.configured(
            .immediate(turns: [.at(once: "Hello.")], faults: StandInFaults(failedResponses: [0: failure])))
        let events = peer.takeTurn()
        #expect(events.types.suffix(2) == ["response.created", "response.done"])
        let response = events.last?["response"]
        #expect(response?["status"] == "failed")
        #expect(response?["output"] == [])
        #expect(response?["status_details"]?["error"]?["code"] == .string(failure.rawValue))
        #expect(peer.send(["type": "response.create"]).said == "Hello.")
    }

    @Test func `a response may fail without having been created`() {
        var peer = StandInPeer.configured(
            .immediate(faults: StandInFaults(everyResponseFails: .serverError, failsWithoutCreated: true)))
        #expect(peer.send(["type": "response.create"]).types == ["response.done"])
        #expect(peer.send(["type": "response.create"]).types == ["response.done"])
    }

    @Test func `session.update may go unanswered`() {
        var peer = StandInPeer(.immediate(faults: StandInFaults(sessionUpdatesUnanswered: true)))
        #expect(peer.send(["type": "session.update", "session": ["type": "realtime"]]).isEmpty)
    }

    @Test func `the connection may break in the middle of an answer`() {
        var peer = StandInPeer.configured(.immediate(faults: StandInFaults(abortAfterAudioDeltas: 2)))
        let events = peer.send(["type": "response.create"])
        #expect(events.all("response.output_audio.delta").count == 2)
        #expect(peer.outputs.last == .abort)
        #expect(peer.send(["type": "response.create"]).isEmpty)
        #expect(peer.session.nextDeadline == nil)
    }

    @Test func `unknown events and fields may turn up`() {
        var peer = StandInPeer.configured(.immediate(faults: StandInFaults(unknownEventsAndFields: true)))
        let events = peer.send(["type": "response.create"])
        #expect(events[0]["type"] == "response.weather.updated")
        #expect(events.allSatisfy { $0["x_future"] != nil })
    }

    @Test func `speech events may come twice, for one turn`() {
        var peer = StandInPeer.configured(.immediate(faults: StandInFaults(doubledSpeechEvents: true)))
        let events = peer.takeTurn()
        #expect(events.all("input_audio_buffer.speech_started").count == 2)
        #expect(events.all("input_audio_buffer.speech_stopped").count == 2)
        #expect(events.all("input_audio_buffer.committed").count == 1)
    }

    @Test func `transcriptions may fail`() {
        var peer = StandInPeer.configured(
            .immediate(faults: StandInFaults(transcriptionsFail: true)),
            input: ["transcription": ["model": "whisper-1"]])
        peer.takeTurn()
        #expect(peer.wait(.seconds(2)).types.last == "conversation.item.input_audio_transcription.failed")
    }

    @Test func `a ping every 20 s, and the end after an hour: an error, then 1001`() {
        var peer = StandInPeer()
        peer.wait(.seconds(61))
        #expect(peer.outputs.filter { $0 == .ping }.count == 3)
        let last = peer.wait(.seconds(3_540))
        #expect(last.errorCode == "session_expired")
        #expect(
            peer.outputs.last
                == .close(code: 1_001, reason: "Your session hit the maximum duration of 60 minutes."))
        #expect(peer.send(["type": "response.create"]).isEmpty)
    }

    @Test func `the log keeps the latest client events, without audio`() {
        var configuration = StandInConfiguration.immediate()
        configuration.eventLogCapacity = 2
        var peer = StandInPeer(configuration)
        peer.send(["type": "input_audio_buffer.clear"])
        peer.wait(.milliseconds(15))
        peer.hush(milliseconds: 100)
        peer.send(["type": "response.cancel"])
        peer.send(["type": "input_audio_buffer.commit"])
        #expect(peer.session.log.map(\.event) == [["type": "response.cancel"], ["type": "input_audio_buffer.commit"]])
        #expect(peer.session.log.map(\.milliseconds) == [15, 15])
    }

    @Test(
        arguments: [
            ("/v1/realtime?model=gpt-realtime", ["authorization": "Bearer sk-a"], nil),
            ("/v1/realtime?call_id=rtc_1", ["Authorization": "bearer ek_a"], nil),
            (
                "/v1/realtime?model=gpt-realtime",
                ["sec-websocket-protocol": "realtime, openai-insecure-api-key.ek_a"], nil
            ),
            ("/v1/realtime?model=gpt-realtime", [:], .missingKey),
            ("/v1/realtime?model=gpt-realtime", ["authorization": "Bearer "], .missingKey),
            ("/v1/realtime?model=gpt-realtime", ["authorization": "Bearer sk-wrong1"], .wrongKey),
            ("/v1/realtime", ["authorization": "Bearer sk-a"], .missingModel),
            ("/v1/realtime?model=", ["authorization": "Bearer sk-a"], .missingModel),
            ("/v1/realtime?model=gpt-9", ["authorization": "Bearer sk-a"], .unknownModel("gpt-9")),
            (
                "/v1/realtime?model=gpt-realtime",
                ["authorization": "Bearer sk-a", "openai-beta": "realtime=v1"], .betaHeader
            ),
        ] as [(String, [String: String], StandInRefusal?)])
    func `who is let in, and what the others are told`(uri: String, headers: [String: String], refusal: StandInRefusal?)
    {
        let head = HTTPRequestHead(
            version: .http1_1, method: .GET, uri: uri, headers: HTTPHeaders(headers.map { ($0.key, $0.value) }))
        #expect(UpgradeRequest(head).refusal(StandInConfiguration()) == refusal)
        #expect(UpgradeRequest(head).refusedStatus(StandInConfiguration()) == nil)
    }

    @Test func `what is not let in at all`() {
        func status(_ uri: String, _ configuration: StandInConfiguration = StandInConfiguration()) -> UInt? {
            let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: uri)
            return UpgradeRequest(head).refusedStatus(configuration)?.code
        }
        #expect(status("/v1/other?model=gpt-realtime") == 404)
        let busy = StandInConfiguration(faults: StandInFaults(refusedUpgradeStatus: 503))
        #expect(status("/v1/realtime?model=gpt-realtime", busy) == 503)
    }

    @Test func `a refused session gets its error and is closed`() {
        var session = StandInSession(
            configuration: .immediate(), model: "gpt-9", openedAt: 0, salt: "0000000000000")
        session.close(StandInClosing(.wrongKey))
        let outputs = session.takeOutputs()
        #expect(outputs.count == 2)
        #expect(outputs.last == .close(code: 3_000, reason: "invalid_request_error.invalid_api_key"))
    }

    @Test func `an observer sees what is received, without audio, and what is sent, with the time`() {
        let observer = RecordingObserver()
        var configuration = StandInConfiguration.immediate()
        configuration.observer = observer
        var peer = StandInPeer(configuration)
        peer.wait(.milliseconds(20))
        peer.hush(milliseconds: 20)
        peer.send(["type": "response.cancel"])
        #expect(
            observer.lines == [
                "0 sent session.created", "20 received input_audio_buffer.append 960", "20 received response.cancel",
                "20 sent error",
            ])
    }
}

private final class RecordingObserver: StandInObserver {
    private let recorded = Mutex<[String]>([])

    var lines: [String] { recorded.withLock { $0 } }

    func received(_ event: JSON, session: String, at time: Duration) {
        let parts = [event["type"]?.string, event["audio_bytes"]?.int.map(String.init)].compactMap { $0 }
        recorded.withLock { $0.append("\(time.milliseconds) received \(parts.joined(separator: " "))") }
    }

    func sent(_ type: String, session: String, at time: Duration) {
        recorded.withLock { $0.append("\(time.milliseconds) sent \(type)") }
    }
}
