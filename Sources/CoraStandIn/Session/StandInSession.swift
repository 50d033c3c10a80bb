import CoraSpeech
import CoraWire
package import NIOCore

/// One Realtime session as the server sees it: events in at a given time, events out, timers as values.
///
/// Knows neither sockets nor clocks. Its owner hands it what the client sends, takes ``takeOutputs()`` after every call
/// and comes back with ``advance(to:)`` at ``nextDeadline``. Times count from the session's beginning and never
/// decrease. Loop-bound: not for use by two threads.
///
/// Section numbers in this folder are those of the protocol reference, `openai-realtime.md`.
package struct StandInSession {
    /// What the owner has to do.
    package enum Output: Sendable, Equatable {
        /// Send a text frame.
        case event(type: String, text: ByteBuffer)
        /// Send a binary frame, which the API never does.
        case binary(ByteBuffer)
        /// Send a websocket PING.
        case ping
        /// Answer a websocket PING.
        case pong(ByteBuffer)
        /// Send a close frame, then close.
        case close(code: Int, reason: String)
        /// Close the TCP connection without a word.
        case abort
        /// Reset the TCP connection.
        case reset
    }

    /// The session's id.
    package let id: String
    /// The id of the call between a browser and the model that the session is; nil for that of a websocket alone.
    let call: String?
    /// The latest client events; ``StandInConfiguration/eventLogCapacity`` says how many.
    package private(set) var log: [StandInLogEntry] = []
    /// Whether the session has ended; it ignores everything that comes after.
    package private(set) var isClosed = false
    /// Whether the session answers nothing any more: it has ended, or is frozen.
    var isSilent: Bool { isClosed || faults.isFrozen }
    /// Whether the session reads on and writes nothing, not even a pong.
    package var isFrozen: Bool { faults.isFrozen && !isClosed }

    let configuration: StandInConfiguration
    /// Unix seconds at which the session began.
    let openedAt: Int
    let speech: SpeechCache
    let faultPlan: FaultPlan
    var faults = FaultState()
    var identifiers: Identifiers
    var settings: StandInSettings
    var conversation: StandInConversation
    var input: InputAudioBuffer
    var detector: VoiceActivityDetector?
    /// The id of the user item that the turn being spoken will become; nil while the caller is silent.
    var spokenItem: String?
    /// The number of the script's next turn.
    var nextTurn = 0
    /// How many turns of the caller were committed.
    var callerTurns = 0
    /// The responses in progress by id, and the id of the default conversation's one.
    var responses: [String: ResponseRun] = [:]
    var activeResponse: String?
    var responseCount = 0
    /// The latest responses that are over.
    var finishedResponses: [StandInRecord.Response] = []
    var audioDeltaCount = 0
    /// The audio of a call that was sent and is not played to its end, by response, in order.
    var playing: [Playing] = []
    var voiceIsLocked = false
    var previousInput = StandInUsage.Count()
    /// Ids of the calls whose output has not come, and the turn that says what follows them.
    var pendingCalls: Set<String> = []
    var turnOfCalls: AgentScript.Turn?
    /// The number of the response from whose end the idle timeout counts.
    var idleSince: Int?
    var timers = TimerQueue()
    var now = Duration.zero
    private var outputs: [Output] = []

    /// A session that has not begun.
    ///
    /// - Parameters:
    ///   - configuration: how it behaves.
    ///   - model: the model that the client asked for.
    ///   - openedAt: Unix seconds, from which `expires_at` is reckoned.
    ///   - salt: 13 characters that keep its ids apart from those of other sessions.
    ///   - speech: what it shares of the sounds with other sessions; nil for a cache of its own.
    ///   - faultPlan: the planned faults it shares with other sessions; nil for those of its configuration.
    ///   - call: the id of the call that the session is; nil for a websocket's.
    init(
        configuration: StandInConfiguration, model: String, openedAt: Int, salt: String, speech: SpeechCache? = nil,
        faultPlan: FaultPlan? = nil, call: String? = nil
    ) {
        var identifiers = Identifiers(salt: salt)
        id = identifiers.next("sess_")
        self.call = call
        settings = StandInSettings(
            session: id, model: model, expiresAt: openedAt + configuration.sessionLifetime.milliseconds / 1_000,
            isCall: call != nil)
        conversation = StandInConversation(id: identifiers.next("conv_"))
        input = InputAudioBuffer(format: settings.inputFormat)
        self.configuration = configuration
        self.openedAt = openedAt
        self.speech = speech ?? SpeechCache(voice: configuration.voice)
        self.faultPlan = faultPlan ?? FaultPlan(configuration.faults.planned)
        self.identifiers = identifiers
        applyTurnDetection()
    }

    /// When ``advance(to:)`` has something to do; nil if never.
    package var nextDeadline: Duration? { isSilent ? nil : timers.nextDeadline }

    /// Begins the session: sends `session.created` and starts the timers.
    package mutating func open() {
        announce()
        timers.schedule(.ping, at: configuration.pingInterval)
        timers.schedule(.expiry, at: configuration.sessionLifetime)
        if let fault = faultPlan.take(\.session) { arm(fault) }
    }

    /// Tells a client which session this is.
    mutating func announce() { send("session.created", ["session": settings.object]) }

    /// Closes the session: an error, if the closing has one, and a close frame right after (1.2).
    package mutating func close(_ closing: StandInClosing) {
        faults.isFrozen = false
        if let error = closing.error { send(error) }
        close(code: closing.code, reason: closing.reason)
    }

    /// Handles a text frame that arrived at `time`.
    package mutating func receive(_ text: ByteBuffer, at time: Duration) {
        advance(to: time)
        guard !isSilent else { return }
        if let audio = AppendEvent.audio(in: text) {
            observe(["type": "input_audio_buffer.append", "audio_bytes": .int(audio.readableBytes)])
            append(audio)
        } else {
            receiveEvent(text)
        }
        runTimers()
    }

    /// Handles a binary frame with an error: this protocol has none.
    package mutating func receiveBinary(at time: Duration) {
        advance(to: time)
        guard !isSilent else { return }
        send(
            APIError(
                code: "invalid_event",
                message: "Expected a text WebSocket message; binary frames are not supported."))
    }

    /// Moves the clock to `time` and does all that is due.
    package mutating func advance(to time: Duration) {
        now = max(now, time)
        runTimers()
    }

    /// What the owner has to do since the last call, in order.
    package mutating func takeOutputs() -> [Output] {
        defer { outputs.removeAll(keepingCapacity: true) }
        return outputs
    }
}

// MARK: - Sending

extension StandInSession {
    /// Sends an event.
    mutating func send(_ type: String, _ members: [String: JSON] = [:]) {
        guard !isSilent else { return }
        var members = members
        members["type"] = .string(type)
        members["event_id"] = .string(identifiers.next("event_"))
        if configuration.faults.unknownEventsAndFields { members["x_future"] = ["version": 9, "notes": []] }
        var text = ByteBuffer()
        JSON.object(members).write(into: &text)
        outputs.append(.event(type: type, text: text))
        configuration.observer?.sent(type, session: id, at: now)
    }

    /// Sends an `error` (5.3).
    mutating func send(_ error: APIError, eventID: String? = nil) {
        func optional(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
        send(
            "error",
            [
                "error": [
                    "type": .string(error.type), "code": optional(error.code), "message": .string(error.message),
                    "param": optional(error.parameter), "event_id": optional(eventID),
                ]
            ])
    }

    /// Sends a text frame that is no event.
    mutating func sendText(_ text: String) {
        guard !isSilent else { return }
        outputs.append(.event(type: "", text: ByteBuffer(string: text)))
    }

    /// Sends a binary frame.
    mutating func sendBinary(_ bytes: ByteBuffer) {
        guard !isSilent else { return }
        outputs.append(.binary(bytes))
    }

    private mutating func close(code: Int, reason: String) { end(.close(code: code, reason: reason)) }

    /// Closes the TCP connection without a close frame.
    mutating func abort() { end(.abort) }

    /// Resets the TCP connection.
    mutating func reset() { end(.reset) }

    private mutating func end(_ output: Output) {
        guard !isClosed else { return }
        outputs.append(output)
        isClosed = true
        timers.removeAll()
    }
}

// MARK: - Timers

extension StandInSession {
    mutating func runTimers() {
        while !isSilent, let timer = timers.next(at: now) {
            switch timer {
            case .ping:
                outputs.append(.ping)
                timers.schedule(.ping, at: now + max(configuration.pingInterval, .milliseconds(1)))
            case .expiry: close(.sessionExpired)
            case .idleTimeout(let response): idleTimeout(afterResponse: response)
            case .transcription(let item, let heard, let ending): transcribe(item, heard: heard, ending: ending)
            case .rateLimits: sendRateLimits()
            case .response(let response): runResponse(response)
            case .late(let event, let members): send(event, members)
            case .fault(let kind): perform(kind)
            case .noise(let every, let transcripts, let index):
                takeNoise(every: every, transcripts: transcripts, index: index)
            case .callAgain(let repeated): sendCallAgain(repeated)
            }
        }
    }

    /// Sends what is left of the limits: nothing for `exhaustedFor`, if that is given.
    mutating func sendRateLimits(exhaustedFor wait: Duration? = nil) {
        let used = wait == nil ? previousInput.total : 40_000
        let reset = wait.map { Double($0.milliseconds) / 1_000 } ?? Double(used) * 60 / 40_000
        send(
            "rate_limits.updated",
            [
                "rate_limits": [
                    [
                        "name": "tokens", "limit": 40_000, "remaining": .int(max(0, 40_000 - used)),
                        "reset_seconds": .double(reset),
                    ]
                ]
            ])
    }
}

// MARK: - Receiving

extension StandInSession {
    private mutating func receiveEvent(_ text: ByteBuffer) {
        let event: JSON
        do {
            event = try JSON.parse(text)
        } catch {
            let message = "Invalid event: failed to parse JSON value. \(error.message) at byte \(error.offset)."
            send(APIError(code: "invalid_json", message: message))
            return
        }
        observe(event.withoutAudio)
        let eventID = event["event_id"]?.string
        do {
            guard let type = event["type"] else {
                throw APIError(code: "invalid_event", message: "The 'type' field is missing.")
            }
            try ClientEventSchema.event.check(event, at: "")
            try handle(event, type: type.string ?? "", eventID: eventID)
        } catch let error as APIError {
            send(error, eventID: eventID)
        } catch {
            send(APIError(type: "server_error", message: "\(error)"), eventID: eventID)
        }
    }

    private mutating func handle(_ event: JSON, type: String, eventID: String?) throws(APIError) {
        switch type {
        case "session.update": try updateSession(event["session"] ?? [:])
        case "input_audio_buffer.append": try appendAudio(event["audio"]?.string ?? "")
        case "input_audio_buffer.commit": try commitByClient()
        case "input_audio_buffer.clear": clearInput()
        case "conversation.item.create": try createItem(event)
        case "conversation.item.retrieve": try retrieveItem(event["item_id"]?.string ?? "")
        case "conversation.item.truncate":
            try truncateItem(event["item_id"]?.string ?? "", at: event["audio_end_ms"]?.int ?? 0)
        case "conversation.item.delete": try deleteItem(event["item_id"]?.string ?? "")
        case "response.create": try createResponse(event["response"] ?? .null)
        case "response.cancel": try cancelResponse(event["response_id"]?.string)
        case "output_audio_buffer.clear" where call != nil: clearPlayout()
        default:
            throw APIError(
                code: "invalid_value", message: "'\(type)' is only supported for WebRTC and SIP connections.",
                parameter: "type")
        }
    }

    private mutating func updateSession(_ update: JSON) throws(APIError) {
        guard !faults.refusesSessionUpdates else {
            throw APIError(
                code: "invalid_value", message: "The session could not be updated.", parameter: "session")
        }
        try configure(update)
        if !configuration.faults.sessionUpdatesUnanswered {
            send("session.updated", ["session": settings.object])
        }
    }

    /// Changes the settings as an update that has passed the schema asks.
    mutating func configure(_ update: JSON) throws(APIError) {
        settings = try settings.updated(by: update, voiceIsLocked: voiceIsLocked)
        if settings.inputFormat != input.format {
            input.change(to: settings.inputFormat)
            detector?.discardWindow()
        }
        applyTurnDetection()
    }

    private mutating func observe(_ event: JSON) {
        configuration.observer?.received(event, session: id, at: now)
        guard configuration.eventLogCapacity > 0, event["type"] != "input_audio_buffer.append" else { return }
        if log.count >= configuration.eventLogCapacity { log.removeFirst() }
        log.append(StandInLogEntry(milliseconds: now.milliseconds, event: event))
    }
}

extension JSON {
    /// The value with every `audio` text replaced by how long it is.
    fileprivate var withoutAudio: JSON {
        switch self {
        case .object(let members):
            .object(
                Dictionary(
                    members.map { name, value in
                        if name == "audio", case .string(let text) = value {
                            return ("audio_characters", .int(text.utf8.count))
                        }
                        return (name, value.withoutAudio)
                    }, uniquingKeysWith: { first, _ in first }))
        case .array(let elements): .array(elements.map(\.withoutAudio))
        case .null, .bool, .int, .double, .string: self
        }
    }
}
