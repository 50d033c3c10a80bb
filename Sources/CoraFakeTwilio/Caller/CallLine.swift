import CoraSpeech
import CoraTwilio
import NIOCore

/// The telephone line of one call: what is said and heard on it, over all its media streams.
///
/// Loop-bound: made for one event loop, touched on that loop only.
final class CallLine {
    var script: CallerScript
    var ear = AgentEar()
    var playout = PlayoutEngine()
    var uplink: UplinkEngine
    var record = FakeCallRecord()

    /// Whether to leave the stream because an update moves the call elsewhere.
    var isMovedAway = false

    private var dialsBegun = 0
    private let speech: [String: [UInt8]]
    private let agentTexts: [String]
    private let observer: (any FakeCallObserver)?
    private let keepsAudio: Bool
    private let keepsEvents: Bool
    private var origin = NIODeadline.now()
    private var hasStarted = false
    private var totalHeard = 0.0
    private var frame: [UInt8] = []
    private var earFrame: [UInt8] = []

    /// - Parameter speech: the µ-law audio of each of the caller's lines, by its text.
    init(_ configuration: FakeCallConfiguration, speech: [String: [UInt8]]) {
        let scenario = configuration.scenario
        script = CallerScript(steps: scenario.caller, limitMilliseconds: scenario.limitMilliseconds)
        uplink = UplinkEngine(firstTimestamp: configuration.firstTimestamp)
        self.speech = speech
        agentTexts = scenario.agentTurns.map { turn in
            [turn.says, turn.afterTools ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
        }
        observer = configuration.observer
        keepsAudio = configuration.keepsAudio
        keepsEvents = configuration.keepsEvents
    }

    /// The call's clock: time since the first `start`, or since the call was placed while there has been none.
    var now: Duration { .nanoseconds((NIODeadline.now() - origin).nanoseconds) }

    /// Begins a stream; the first one of the call sets the clock to zero.
    func streamStarted(firstTimestamp: Int) {
        if !hasStarted { origin = .now() }
        hasStarted = true
        uplink = UplinkEngine(firstTimestamp: firstTimestamp)
        playout = PlayoutEngine()
        padTracks()
    }

    /// What a tick has to send to the server.
    struct Outgoing {
        /// The media frame's timestamp; nil while media is muted. Its audio is ``CallLine/outgoingFrame``.
        var timestamp: Int?
        /// The marks whose audio has been played.
        var marks: [String] = []
        /// The keys that the caller presses.
        var keys: [Character] = []
        /// Whether the caller hangs up.
        var hangsUp = false
    }

    /// The audio of the last tick's media frame, µ-law.
    var outgoingFrame: [UInt8] { frame }

    /// Moves the call on by 20 ms.
    func tick() -> Outgoing {
        let now = now
        var outgoing = Outgoing()
        for action in script.tick(at: now, hearing: hearing) { perform(action, at: now, &outgoing) }
        if outgoing.hangsUp { return outgoing }
        let wasSpeaking = uplink.isSpeaking
        outgoing.timestamp = uplink.nextFrame(into: &frame)
        if outgoing.timestamp != nil { record.framesSent += 1 }
        let played = playout.tick(into: &earFrame)
        outgoing.marks = played.marks
        if keepsAudio {
            record.callerTrack.append(contentsOf: frame)
            record.agentTrack.append(contentsOf: earFrame)
        }
        totalHeard += Double(played.audioBytes) / 8
        notice(ear.played(bytes: played.audioBytes, at: now), at: now)
        if wasSpeaking, !uplink.isSpeaking { callerStopped(at: now) }
        return outgoing
    }

    /// Takes audio that the server sent, and queues it to be played.
    func receive(audio: some Collection<UInt8>) {
        let now = now
        record.messagesReceived += 1
        if record.firstAudioAt == nil {
            record.firstAudioAt = now
            note(.firstAudio)
        }
        ear.received(at: now)
        if !playout.enqueue(audio: audio) { violated(31_931, "more than ten minutes of audio are queued") }
    }

    /// Takes a mark that the server sent.
    ///
    /// - Returns: whether Twilio returns it at once.
    func receive(mark name: String) -> Bool {
        switch playout.enqueue(mark: name) {
        case .queued: return false
        case .echo: return true
        case .dropped:
            violated(31_951, "more than \(PlayoutEngine.markCapacity) marks are queued")
            return false
        }
    }

    /// Handles a `clear` of the server.
    ///
    /// - Returns: the marks that Twilio returns.
    func receiveClear() -> [String] {
        let now = now
        let cleared = playout.clear()
        let index = ear.current.map { _ in ear.speeches.count - 1 }
        let heard = ear.current?.heardMilliseconds ?? 0
        let milliseconds = cleared.droppedBytes / 8
        record.clears.append(ClearRecord(at: now, droppedMilliseconds: milliseconds, speechIndex: index))
        script.cleared(at: now)
        let since = record.callerSpeeches.last.map { now - $0.startedAt }
        note(.cleared(heardMilliseconds: heard, droppedMilliseconds: milliseconds, afterCallerStarted: since))
        notice(ear.cleared(droppedBytes: cleared.droppedBytes), at: now)
        return cleared.marks
    }

    /// Ends the stream; the caller does not hear what is still queued.
    func streamEnded(byServer: Bool) {
        let now = now
        let dropped = playout.clear().droppedBytes
        notice(ear.streamEnded(droppedBytes: dropped), at: now)
        script.streamClosed(byServer: byServer, at: now)
        note(.streamClosed(byServer: byServer))
    }

    /// Counts a new `<Dial>`.
    ///
    /// - Returns: how many there were before it.
    func nextDial() -> Int {
        defer { dialsBegun += 1 }
        return dialsBegun
    }

    /// Notes a `<Dial>` that is over.
    func dialled(_ dial: DialRecord) {
        record.dials.append(dial)
        note(.dialled(dial))
    }

    /// Notes that the server moved the call through the REST API.
    func moved(by update: CallUpdate) {
        if case .document(let text) = update { script.fetched(text) }
        note(.moved(update))
    }

    /// Notes that the server broke a rule; each violation once, and the first hundred only.
    func violated(_ code: Int, _ problem: String) {
        violated(Violation(code: code, problem: problem))
    }

    /// Notes that the server broke a rule; each violation once, and the first hundred only.
    func violated(_ violation: Violation) {
        guard record.violations.count < 100, !record.violations.contains(violation) else { return }
        record.violations.append(violation)
        note(.violation(violation))
    }

    /// Notes something that happened now.
    func note(_ kind: LineEvent.Kind) {
        note(kind, at: now)
    }

    /// Ends the call, and answers what it leaves behind.
    func callEnded(_ ending: CallEnding) -> FakeCallRecord {
        for result in script.callEnded(at: now) { note(result, at: now) }
        record.ending = ending
        note(.ended(ending))
        record.agentSpeeches = labelled(ear.speeches)
        return record
    }

    // MARK: -

    private var hearing: CallerScript.Hearing {
        CallerScript.Hearing(
            speechCount: ear.speeches.count, currentHeardMilliseconds: ear.current?.heardMilliseconds,
            totalHeardMilliseconds: totalHeard, lastHeardAt: ear.speeches.last?.endedAt,
            lastReceivedAt: ear.lastReceivedAt, queuedMilliseconds: playout.queuedBytes / 8)
    }

    private func perform(_ action: CallerScript.Action, at now: Duration, _ outgoing: inout Outgoing) {
        switch action {
        case .speak(let text, let isInterrupting):
            uplink.speak(speech[text] ?? [])
            record.callerSpeeches.append(CallerSpeech(text: text, startedAt: now, isInterrupting: isInterrupting))
            note(.callerStarted(text, isInterrupting: isInterrupting), at: now)
        case .press(let key):
            outgoing.keys.append(key)
            note(.pressed(key), at: now)
        case .mute(let isMuted):
            uplink.isMuted = isMuted
            note(.muted(isMuted), at: now)
        case .note(let result):
            note(result, at: now)
        case .hangUp:
            outgoing.hangsUp = true
        }
    }

    private func callerStopped(at now: Duration) {
        if !record.callerSpeeches.isEmpty { record.callerSpeeches[record.callerSpeeches.count - 1].endedAt = now }
        script.spoken(at: now)
        note(.callerStopped, at: now)
    }

    private func notice(_ change: AgentEar.Change?, at now: Duration) {
        switch change {
        case .started:
            note(.agentStarted(text: text(ofSpeechAfter: record.callerSpeeches.count)), at: now)
        case .ended(let speech):
            note(.agentStopped(speech), at: speech.endedAt)
        case nil:
            break
        }
    }

    private func note(_ result: ExpectationResult, at now: Duration) {
        record.results.append(result)
        note(.expectation(result), at: now)
    }

    private func note(_ kind: LineEvent.Kind, at now: Duration) {
        let event = LineEvent(at: now, kind: kind)
        if keepsEvents { record.events.append(event) }
        observer?.callDid(event)
    }

    /// What the scenario has the agent say after the caller has spoken `callerSpeeches` times; nil for the greeting,
    /// which is the server's own.
    private func text(ofSpeechAfter callerSpeeches: Int) -> String? {
        guard callerSpeeches > 0, callerSpeeches <= agentTexts.count else { return nil }
        return agentTexts[callerSpeeches - 1]
    }

    private func labelled(_ speeches: [AgentSpeech]) -> [AgentSpeech] {
        speeches.map { speech in
            var speech = speech
            speech.text = text(ofSpeechAfter: record.callerSpeeches.count { $0.startedAt <= speech.startedAt })
            return speech
        }
    }

    /// Fills the time between two streams with silence, so that the recordings stay aligned with the clock.
    private func padTracks() {
        guard keepsAudio else { return }
        let frames = Int(now.inMicroseconds / 20_000)
        let missing = frames * PlayoutEngine.frameBytes - record.callerTrack.count
        guard missing > 0 else { return }
        record.callerTrack.append(contentsOf: repeatElement(0xFF, count: missing))
        record.agentTrack.append(contentsOf: repeatElement(0xFF, count: missing))
    }
}
