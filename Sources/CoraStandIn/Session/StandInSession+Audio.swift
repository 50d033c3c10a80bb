import CoraSpeech
import CoraWire
import NIOCore

// The caller's audio: appended, listened to, committed, transcribed (2.4, 6.2, 6.9).
extension StandInSession {
    /// Makes, changes or removes the voice detector as the settings ask.
    mutating func applyTurnDetection() {
        guard let detection = settings.turnDetection else {
            detector = nil
            spokenItem = nil
            faults.turn = nil
            return
        }
        let detectorSettings = VoiceActivityDetector.Settings(
            level: VoiceActivityDetector.Settings.level(forThreshold: detection.threshold),
            silenceMilliseconds: detection.silenceMilliseconds,
            minimumVoicedMilliseconds: configuration.minimumVoicedMilliseconds)
        if detector == nil {
            detector = VoiceActivityDetector(settings: detectorSettings, at: input.milliseconds)
        } else {
            detector?.settings = detectorSettings
        }
    }

    /// Appends audio that comes as base64, for appends that ``AppendEvent`` does not read.
    ///
    /// - Throws: ``APIError`` when it is not base64, or too long.
    mutating func appendAudio(_ base64: String) throws(APIError) {
        guard let audio = bytes(ofBase64: base64) else {
            throw APIError(
                code: "invalid_value", message: "Invalid 'audio'. Expected base64-encoded audio bytes.",
                parameter: "audio")
        }
        guard audio.readableBytes <= InputAudioBuffer.limit else {
            throw APIError(
                code: "invalid_value", message: "Invalid 'audio': audio too long. The limit is 15 MiB.",
                parameter: "audio")
        }
        append(audio)
    }

    /// Appends audio of the caller, and starts and stops turns where the detector hears them.
    mutating func append(_ audio: ByteBuffer) {
        let whole = input.append(audio)
        guard let detection = settings.turnDetection, detector != nil else { return }
        let format = input.format
        let perMillisecond = format.bytesPerMillisecond / format.bytesPerSample
        let findings = detector?.process(format.samples(of: whole), perMillisecond: perMillisecond) ?? []
        for finding in findings where faults.turn != .neverStops {
            switch finding {
            case .started(let milliseconds):
                faults.turn = faultPlan.take(\.turn)
                speechStarted(at: milliseconds, detection)
            case .stopped(let milliseconds): speechStopped(at: milliseconds, detection)
            }
        }
        if spokenItem == nil {
            input.keepLast(
                milliseconds: detection.prefixPaddingMilliseconds + configuration.minimumVoicedMilliseconds
                    + VoiceActivityDetector.windowMilliseconds)
        }
    }

    /// Begins a turn of the caller; one that interrupts ends the response.
    mutating func speechStarted(at milliseconds: Int, _ detection: StandInSettings.TurnDetection) {
        let item = identifiers.next("item_")
        let start = max(0, milliseconds - detection.prefixPaddingMilliseconds)
        spokenItem = item
        idleSince = nil
        input.keepLast(milliseconds: input.milliseconds - start)
        sendSpeech("input_audio_buffer.speech_started", ["audio_start_ms": .int(start), "item_id": .string(item)])
        guard detection.interruptsResponse else { return }
        clearPlayout()
        if let activeResponse { finish(activeResponse, .turnDetected) }
    }

    /// Ends the caller's turn and answers it. Noise is no turn of the script.
    mutating func speechStopped(
        at milliseconds: Int, _ detection: StandInSettings.TurnDetection, isNoise: Bool = false
    ) {
        guard let item = spokenItem else { return }
        spokenItem = nil
        sendSpeech(
            "input_audio_buffer.speech_stopped", ["audio_end_ms": .int(milliseconds), "item_id": .string(item)])
        let isUnanswered = faults.turn == .unanswered
        commit(
            input.take(leavingMilliseconds: input.milliseconds - milliseconds), as: item,
            turn: isNoise ? nil : takeTurn())
        if !isNoise { callerTurnCommitted() }
        guard detection.createsResponse, !isUnanswered, !isSilent else { return }
        do {
            try startResponse(StandInResponseParameters(settings: settings))
        } catch {
            send(error)
        }
    }

    private mutating func sendSpeech(_ type: String, _ members: [String: JSON]) {
        send(type, members)
        if configuration.faults.doubledSpeechEvents { send(type, members) }
    }

    /// Handles `input_audio_buffer.commit`.
    ///
    /// - Throws: ``APIError`` when less than 100 ms are uncommitted.
    mutating func commitByClient() throws(APIError) {
        let milliseconds = input.uncommittedMilliseconds
        guard milliseconds >= 100 else {
            let hundredths = Int(milliseconds * 100)
            let rest = hundredths % 100
            throw APIError(
                code: "input_audio_buffer_commit_empty",
                message: "Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, "
                    + "but buffer only has \(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)ms of audio.")
        }
        if spokenItem == nil { faults.turn = faultPlan.take(\.turn) }
        let item = spokenItem ?? identifiers.next("item_")
        spokenItem = nil
        detector?.reset()
        commit(input.take(), as: item, turn: takeTurn())
        callerTurnCommitted()
    }

    /// Handles `input_audio_buffer.clear`.
    mutating func clearInput() {
        _ = input.take()
        spokenItem = nil
        faults.turn = nil
        detector?.reset()
        send("input_audio_buffer.cleared")
    }

    /// The number of the script's next turn; each turn of the caller takes one.
    mutating func takeTurn() -> Int {
        defer { nextTurn += 1 }
        return nextTurn
    }

    private mutating func commit(_ audio: ByteBuffer, as id: String, turn: Int?) {
        var item = StandInConversation.Item(
            id: id,
            object: [
                "id": .string(id), "type": "message", "role": "user", "status": "completed",
                "content": [["type": "input_audio", "transcript": .null]],
            ])
        item.prompt = .turn(turn)
        item.audio = audio
        item.milliseconds = audio.readableBytes / input.format.bytesPerMillisecond
        let previous = conversation.append(item)
        let previousID = previous.map { JSON.string($0) } ?? .null
        send("input_audio_buffer.committed", ["item_id": .string(id), "previous_item_id": previousID])
        announce(item.object, previous: previousID)
        scheduleTranscription(of: id, heard: turn.flatMap { configuration.script.turn($0)?.heard } ?? "")
        faults.turn = nil
    }

    /// Sets the times at which a turn's transcription ends; more than one end is a fault.
    private mutating func scheduleTranscription(of item: String, heard: String) {
        guard settings.transcriptionModel != nil else { return }
        var (endings, apart, heard) =
            ([configuration.faults.transcriptionsFail ? .failed : .completed], .zero, heard)
            as ([TurnFault.Transcription], Duration, String)
        if case .transcription(let faulty, let faultyApart, let text) = faults.turn {
            (endings, apart, heard) = (faulty, faultyApart, text ?? heard)
        }
        for (index, ending) in endings.enumerated() {
            timers.schedule(
                .transcription(item: item, heard: heard, ending: ending),
                at: now + configuration.transcriptionDelay + apart * index)
        }
    }

    /// Sends `conversation.item.added` and `conversation.item.done` for an item.
    mutating func announce(_ item: JSON, previous: JSON) {
        send("conversation.item.added", ["item": item, "previous_item_id": previous])
        send("conversation.item.done", ["item": item, "previous_item_id": previous])
    }

    /// Ends the transcription of a committed turn.
    mutating func transcribe(_ id: String, heard: String, ending: TurnFault.Transcription) {
        let prefix = "conversation.item.input_audio_transcription."
        let place: [String: JSON] = ["item_id": .string(id), "content_index": 0]
        guard ending == .completed else {
            let error: JSON = [
                "type": "transcription_error", "code": "audio_unintelligible", "message": "Could not transcribe.",
                "param": .null,
            ]
            send(prefix + "failed", place.merging(["error": error]) { $1 })
            return
        }
        let milliseconds = conversation[id]?.milliseconds ?? 0
        let model = settings.transcriptionModel ?? ""
        let deltas = model.hasPrefix("whisper") ? [heard] : ResponsePlan.words(of: heard)
        for delta in deltas where !delta.isEmpty {
            send(prefix + "delta", place.merging(["delta": .string(delta)]) { $1 })
        }
        conversation.update(id) { $0.set("content", [["type": "input_audio", "transcript": .string(heard)]]) }
        send(
            prefix + "completed",
            place.merging(
                ["transcript": .string(heard), "usage": usage(of: heard, milliseconds: milliseconds, model: model)]
            ) { $1 })
    }

    /// The `usage` of a transcription (5.2).
    private func usage(of heard: String, milliseconds: Int, model: String) -> JSON {
        if model.contains("whisper") {
            return ["type": "duration", "seconds": .double(Double(milliseconds) / 1_000)]
        }
        let audio = StandInUsage.userAudio(milliseconds: milliseconds)
        let text = StandInUsage.text(heard)
        return [
            "type": "tokens", "total_tokens": .int(audio + text), "input_tokens": .int(audio),
            "input_token_details": ["audio_tokens": .int(audio), "text_tokens": 0], "output_tokens": .int(text),
        ]
    }

    /// Handles the idle timeout after that response (6.9): does nothing if anything has happened since; otherwise
    /// commits the silence and starts a response.
    mutating func idleTimeout(afterResponse number: Int) {
        guard idleSince == number, spokenItem == nil, activeResponse == nil, let detection = settings.turnDetection,
            let timeout = detection.idleTimeoutMilliseconds
        else { return }
        idleSince = nil
        let item = identifiers.next("item_")
        let end = input.milliseconds
        send(
            "input_audio_buffer.timeout_triggered",
            [
                "audio_start_ms": .int(max(0, end - timeout)), "audio_end_ms": .int(end), "item_id": .string(item),
            ])
        commit(input.take(), as: item, turn: nil)
        do {
            try startResponse(StandInResponseParameters(settings: settings))
        } catch {
            send(error)
        }
    }
}
