import CoraWire
import NIOCore

// Faults of a whole session: dropped, frozen, closed, garbage, noise.
extension StandInSession {
    /// Lets a fault befall the live session, at its moment; `time` is now.
    package mutating func inflict(_ fault: SessionFault, at time: Duration) {
        advance(to: time)
        arm(fault)
    }

    /// Sends nothing from now on, not even a ping, and ignores what comes.
    package mutating func freeze() {
        faults.isFrozen = true
        timers.removeAll()
    }

    /// Has a fault happen at its moment.
    mutating func arm(_ fault: SessionFault) {
        switch fault.moment {
        case .now: perform(fault.kind)
        case .after(let delay): timers.schedule(.fault(fault.kind), at: now + delay)
        case .turn(let number):
            faults.armed.append(SessionFault(fault.kind, .turn(callerTurns + max(1, number))))
        case .audio: faults.armed.append(fault)
        }
    }

    /// Counts a turn of the caller, and lets the faults happen that waited for it.
    mutating func callerTurnCommitted() {
        callerTurns += 1
        let turns = callerTurns
        performArmed { moment in
            if case .turn(let number) = moment { number <= turns } else { false }
        }
    }

    /// Lets the faults happen that waited for so much audio of a response.
    mutating func audioSent(milliseconds sent: Int) {
        performArmed { moment in
            if case .audio(let milliseconds) = moment { milliseconds <= sent } else { false }
        }
    }

    private mutating func performArmed(_ isDue: (SessionFault.Moment) -> Bool) {
        let due = faults.armed.filter { isDue($0.moment) }
        guard !due.isEmpty else { return }
        faults.armed.removeAll { isDue($0.moment) }
        for fault in due { perform(fault.kind) }
    }

    /// Lets a fault happen; does nothing in a session that is over.
    mutating func perform(_ kind: SessionFault.Kind) {
        switch kind {
        case .drop: abort()
        case .reset: reset()
        case .freeze: freeze()
        case .close(let closing): close(closing)
        case .refuseSessionUpdate: faults.refusesSessionUpdates = true
        case .garbage(let garbage): send(garbage)
        case .flood(let events): for _ in 0..<events { sendRateLimits() }
        case .noise(let every, let transcripts):
            timers.schedule(.noise(every: every, transcripts: transcripts, index: 0), at: now + every)
        }
    }

    private mutating func send(_ garbage: SessionFault.Garbage) {
        switch garbage {
        case .notJSON:
            sendText("this is no JSON")
            sendText(#"{"type":"response.output_audio.delta","delta":"//"#)
        case .binary: sendBinary(ByteBuffer(bytes: [0x00, 0xFF, 0x7B, 0x22, 0x80]))
        case .foreign: sendForeignEvents()
        }
    }

    /// Sends events about an item, a response and a call that this session does not have.
    private mutating func sendForeignEvents() {
        var foreign = Identifiers(salt: "otherSession0")
        let (item, response, call) = (foreign.next("item_"), foreign.next("resp_"), foreign.next("call_"))
        let place: [String: JSON] = [
            "response_id": .string(response), "item_id": .string(item), "output_index": 0, "content_index": 0,
        ]
        send("response.output_audio.delta", place.merging(["delta": "/////w=="]) { $1 })
        send("response.output_audio_transcript.delta", place.merging(["delta": "Hello"]) { $1 })
        send(
            "response.output_item.done",
            [
                "response_id": .string(response), "output_index": 1,
                "item": [
                    "id": .string(foreign.next("item_")), "type": "function_call", "call_id": .string(call),
                    "name": "end_call", "arguments": "{}", "status": "completed",
                ],
            ])
        send("input_audio_buffer.speech_stopped", ["audio_end_ms": 900, "item_id": .string(item)])
        send("conversation.item.truncated", ["item_id": .string(item), "content_index": 0, "audio_end_ms": 40])
        let parameters = StandInResponseParameters(settings: settings)
        let run = ResponseRun(
            id: response, number: 0, parameters: parameters, start: now, steps: [], usage: StandInUsage())
        send("response.done", ["response": run.object(conversation: foreign.next("conv_"), outcome: .completed)])
    }

    /// A turn of nothing but noise, as the voice detector takes it for speech, and the next one later.
    mutating func takeNoise(every: Duration, transcripts: [String], index: Int) {
        timers.schedule(.noise(every: every, transcripts: transcripts, index: index + 1), at: now + every)
        guard spokenItem == nil, let detection = settings.turnDetection else { return }
        let heard = transcripts.isEmpty ? "" : transcripts[index % transcripts.count]
        speechStarted(at: input.milliseconds, detection)
        faults.turn = .transcription([.completed], heard: heard)
        speechStopped(at: input.milliseconds, detection, isNoise: true)
    }
}
