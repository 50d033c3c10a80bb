import CoraTwilio

extension FakeCall {
    /// How long the person who was dialled listens before pressing a key.
    private static let keyDelay = Duration.milliseconds(300)

    /// Runs a `<Dial>` as the scenario has it turn out: it rings, the whisper is heard, the two talk.
    ///
    /// Where several numbers ring, the scenario's outcome is that of the first; the others are canceled.
    ///
    /// - Returns: the fields that the `action` is sent besides the call's own, and whether the caller hung up
    ///   meanwhile.
    func run(_ dial: TwiMLDocument.Dial, from url: String) async -> (extra: FormBody, callerLeft: Bool) {
        let outcome = configuration.scenario.dialOutcome(await onLoop { $0.nextDial() })
        guard let patience = outcome.callerLeavesMilliseconds else {
            return (await run(dial, outcome, from: url), false)
        }
        return await withTaskGroup(of: FormBody?.self) { group in
            group.addTask { await run(dial, outcome, from: url) }
            group.addTask {
                await wait(.milliseconds(patience))
                return nil
            }
            var extra: FormBody?
            var callerLeft = false
            for await result in group {
                if let result { extra = result } else { callerLeft = extra == nil }
                group.cancelAll()
            }
            // In a call that was moved, the caller has not hung up.
            return (extra ?? FormBody(), callerLeft && !Task.isCancelled)
        }
    }

    private func run(
        _ dial: TwiMLDocument.Dial, _ outcome: Scenario.DialOutcome, from url: String
    ) async -> FormBody {
        guard let number = dial.numbers.first else { return FormBody() }
        let callerID = dial.callerID ?? configuration.scenario.call.from
        let legs = dial.numbers.map { DialledLeg(sid: Self.sid("CA"), number: $0.number, callerID: callerID) }
        await onLoop { line in
            for leg in legs { line.note(.dialling(leg)) }
        }
        let ringing = outcome.ringing(atMost: dial.timeoutSeconds)
        let started = ContinuousClock.now
        await wait(.milliseconds(ringing.milliseconds))
        // Ringing stops when the call is moved or the caller hangs up.
        let status = Task.isCancelled ? "canceled" : ringing.status
        var record = DialRecord(leg: legs[0], status: status, rang: ContinuousClock.now - started)
        if record.status == "completed" {
            await answered(&record, number, outcome, from: url)
        }
        let others = legs.dropFirst().map { DialRecord(leg: $0, status: "canceled", rang: record.rang) }
        await onLoop { [record] line in
            for dial in [record] + others { line.dialled(dial) }
        }
        return CallFields.dialEnded(record)
    }

    private func answered(
        _ record: inout DialRecord, _ number: TwiMLDocument.Number, _ outcome: Scenario.DialOutcome, from url: String
    ) async {
        let started = ContinuousClock.now
        var isAccepted = true
        if let whisper = number.whisper {
            isAccepted = await run(whisper, &record, key: outcome.whisperKey, from: url)
        }
        if Task.isCancelled { isAccepted = false }
        record.isBridged = outcome.bridged ?? isAccepted
        if record.isBridged { await wait(.milliseconds(outcome.talkMilliseconds)) }
        record.answered = ContinuousClock.now - started
    }

    // MARK: The whisper

    /// Runs the whisper on the dialled leg.
    ///
    /// - Returns: whether it ran to its end, so that the two are joined.
    private func run(
        _ whisper: TwiMLDocument.Callback, _ record: inout DialRecord, key: Character?, from url: String
    ) async -> Bool {
        var request = whisper
        request.url = address.absolute(whisper.url, in: url)
        var keys = FormBody()
        for _ in 0..<Self.documentLimit {
            let document: TwiMLDocument
            do throws(Violation) {
                let form = FormBody(fields.voice(record.leg, status: "in-progress").fields + keys.fields)
                document = try TwiMLDocument(try await fetch(request, form: form), on: .callee)
            } catch {
                if !Task.isCancelled { await onLoop { $0.violated(error) } }
                return false
            }
            switch await run(document, &record, key: key) {
            case .joined: return true
            case .hungUp: return false
            case .fetch(let callback, let pressed):
                request.url = address.absolute(callback.url, in: request.url)
                request.method = callback.method
                keys = pressed
            }
        }
        await onLoop { $0.violated(11_215, "the whisper is of more than \(Self.documentLimit) documents") }
        return false
    }

    private enum WhisperEnd {
        case joined
        case hungUp
        case fetch(TwiMLDocument.Callback, FormBody)
    }

    private func run(_ document: TwiMLDocument, _ record: inout DialRecord, key: Character?) async -> WhisperEnd {
        var interpreter = TwiMLInterpreter(document)
        var pressed = FormBody()
        var instruction = interpreter.next()
        while true {
            switch instruction {
            case .say(let text):
                await whisper(text, &record)
                instruction = interpreter.next()
            case .wait(let seconds):
                await wait(.seconds(seconds))
                instruction = interpreter.next()
            case .gather(let gather):
                let keys = await run(gather, &record, key: key)
                pressed = FormBody(keys.isEmpty ? [] : [.init("Digits", keys), .init("FinishedOnKey", "")])
                instruction = interpreter.gathered(keys)
            case .fetch(let callback): return .fetch(callback, pressed)
            case .join: return .joined
            case .hangUp, .openStream, .dial, .reject: return .hungUp
            }
        }
    }

    /// Says the prompts of a `<Gather>` on the dialled leg, and presses the scenario's key.
    ///
    /// - Returns: the keys that were pressed.
    private func run(_ gather: TwiMLDocument.Gather, _ record: inout DialRecord, key: Character?) async -> String {
        for prompt in gather.prompts {
            switch prompt {
            case .say(let text): await whisper(text, &record)
            case .pause(let seconds): await wait(.seconds(seconds))
            }
        }
        if let key {
            await wait(Self.keyDelay)
            let leg = record.leg
            await onLoop { $0.note(.calleePressed(key, leg: leg)) }
            if gather.digitLimit == 1 { return String(key) }
        }
        await wait(.seconds(gather.timeoutSeconds))
        return key.map(String.init) ?? ""
    }

    private func whisper(_ text: String, _ record: inout DialRecord) async {
        record.whispers.append(text)
        let leg = record.leg
        await onLoop { $0.note(.whispered(text, leg: leg)) }
    }
}
