import CoraSpeech
import CoraWire
import NIOCore

// Responses: asked for, planned, ended (sections 4, 5.1, 6.2 to 6.8).
extension StandInSession {
    /// Handles `response.create`.
    mutating func createResponse(_ request: JSON) throws(APIError) {
        let parameters = StandInResponseParameters(settings: settings, request: request)
        for (index, item) in (parameters.input ?? []).enumerated() where item["type"] == "item_reference" {
            let id = item["id"]?.string ?? ""
            guard conversation[id] != nil else {
                throw APIError(
                    code: "invalid_value", message: "Item with id '\(id)' not found.",
                    parameter: "response.input[\(index)].id")
            }
        }
        if !parameters.isOutOfBand, voiceIsLocked, parameters.voice != settings.voice {
            throw StandInSettings.voiceLocked
        }
        try startResponse(parameters)
    }

    /// Handles `response.cancel`.
    mutating func cancelResponse(_ id: String?) throws(APIError) {
        guard let id = id ?? activeResponse, responses[id] != nil else {
            throw APIError(
                code: "response_cancel_not_active", message: "Cancellation failed: no active response found")
        }
        finish(id, .clientCancelled)
    }

    /// The most responses that may run at once; all but one of them are out of band.
    private static let responseLimit = 64

    /// Starts a response, and does at once those of its steps that are due already.
    mutating func startResponse(_ parameters: StandInResponseParameters) throws(APIError) {
        if !parameters.isOutOfBand, let activeResponse {
            throw APIError(
                code: "conversation_already_has_active_response",
                message: "Conversation already has an active response in progress: \(activeResponse). "
                    + "Wait until the response is finished before creating a new one.")
        }
        guard responses.count < Self.responseLimit else {
            throw APIError(
                code: "rate_limit_exceeded", message: "Too many responses in progress. Wait until some are finished.")
        }
        let fault = nextResponseFault()
        if fault == .ignored { return }
        var run = ResponseRun(
            id: identifiers.next("resp_"), number: responseCount, parameters: parameters, start: now, fault: fault)
        responseCount += 1
        if configuration.faults.unknownEventsAndFields {
            send("response.weather.updated", ["response_id": .string(run.id), "sky": ["clear", 7, .null]])
        }
        if let failure = fault?.failure {
            fail(run, failure.reason, wait: failure.wait)
            return
        }
        if let failure = configuration.faults.failure(ofResponse: run.number) {
            fail(run, failure, wait: nil)
            return
        }
        let plan = parameters.isOutOfBand ? planAside(parameters) : planReply(parameters)
        run.turn = plan.turn
        run.start = now + (configuration.timeToFirstAudio ?? plan.thinkingTime) + (fault?.delay ?? .zero)
        let steps = plan.steps(isText: run.isText, parameters, configuration: configuration, speech: speech)
        run.steps = (fault?.steps(steps) ?? steps)[...]
        run.usage.input = inputWeight(parameters)
        run.usage.cached = StandInUsage.cached(of: run.usage.input, previous: previousInput)
        if !parameters.isOutOfBand {
            previousInput = run.usage.input
            activeResponse = run.id
            idleSince = nil
            conversation.markAnswered()
        }
        send("response.created", ["response": run.object(conversation: conversation.id, outcome: nil)])
        responses[run.id] = run
        runResponse(run.id)
    }

    /// The fault of the next response; within the wait of a rate limit, that limit.
    private mutating func nextResponseFault() -> ResponseFault? {
        if let until = faults.rateLimitedUntil, now < until {
            return .failed(.rateLimitExceeded, wait: until - now)
        }
        let fault = faultPlan.take(\.response)
        faults.rateLimitedUntil = fault?.failure?.wait.map { now + $0 }
        return fault
    }

    /// Lets a response fail; the items it was to answer stay unanswered.
    private mutating func fail(_ run: ResponseRun, _ reason: StandInFaults.ResponseFailure, wait: Duration?) {
        if !configuration.faults.failsWithoutCreated {
            send("response.created", ["response": run.object(conversation: conversation.id, outcome: nil)])
        }
        if let wait { sendRateLimits(exhaustedFor: wait) }
        let outcome = ResponseRun.Outcome.failed(reason, wait: wait)
        send("response.done", ["response": run.object(conversation: conversation.id, outcome: outcome)])
        note(run, outcome)
    }

    /// Ends a response: sends the closing events of its open message, then `response.done` (6.4).
    mutating func finish(_ id: String, _ outcome: ResponseRun.Outcome) {
        closeMessage(id, status: outcome == .completed ? "completed" : "incomplete")
        if outcome == .turnDetected, case .callAfterSpeech(let call) = responses[id]?.fault { sendCall(call, of: id) }
        guard let run = responses.removeValue(forKey: id) else { return }
        send("response.done", ["response": run.object(conversation: conversation.id, outcome: outcome)])
        if activeResponse == id { activeResponse = nil }
        settlePlayout(of: id)
        note(run, outcome)
        if let late = run.afterDone {
            timers.schedule(.late(event: late.type, members: late.members), at: now + late.delay)
        }
        timers.schedule(.rateLimits, at: now + configuration.rateLimitsDelay)
        switch outcome {
        case .completed, .outOfTokens, .filtered: if !run.parameters.isOutOfBand { awaitCaller(after: run) }
        case .turnDetected, .clientCancelled: sendLateDeltas(of: run)
        case .failed: break
        }
    }

    /// Sets the idle timeout. It counts from the end of the response's audio, which the caller is still hearing (2.4).
    private mutating func awaitCaller(after run: ResponseRun) {
        guard let timeout = settings.turnDetection?.idleTimeoutMilliseconds else { return }
        idleSince = run.number
        timers.schedule(
            .idleTimeout(afterResponse: run.number), at: now + .milliseconds(run.sentMilliseconds + timeout))
    }

    /// Sends audio that was on its way when its response was cancelled, as ``StandInFaults/lateDeltasAfterCancel``
    /// asks.
    private mutating func sendLateDeltas(of run: ResponseRun) {
        guard call == nil, let message = run.message ?? run.lastMessage else { return }
        let audio = run.steps.compactMap { step in
            if case .audio(let audio, _) = step.action { audio } else { nil }
        }
        for (index, chunk) in audio.prefix(configuration.faults.lateDeltasAfterCancel).enumerated() {
            let members = run.place(of: message).merging(["delta": .string(base64(chunk))]) { $1 }
            timers.schedule(
                .late(event: "response.output_audio.delta", members: members),
                at: now + .milliseconds(index * 20))
        }
    }
}

// MARK: - What to say

extension StandInSession {
    /// What the model says in the default conversation: a sentence that instructions or text ask for, the script's
    /// answer to the newest turn, or what follows the tools.
    private mutating func planReply(_ parameters: StandInResponseParameters) -> ResponsePlan {
        if let sentence = requestedSentence(parameters) { return plan(sentence) }
        guard parameters.input == nil else { return plan(configuration.script.fallback) }
        for item in conversation.unanswered {
            switch item.prompt {
            case .none: continue
            case .turn(let turn): return plan(turn: turn)
            case .toolOutput: return planAfterTools()
            case .userText(let text):
                if let sentence = AgentScript.quotedSentence(in: text) { return plan(sentence) }
                let turn = takeTurn()
                conversation.update(item.id) { $0.prompt = .turn(turn) }
                return plan(turn: turn)
            case .systemText(let text):
                if let sentence = AgentScript.quotedSentence(in: text) { return plan(sentence) }
            }
        }
        return plan(configuration.script.fallback)
    }

    /// What the model says in an out-of-band response, which plays no turn of the script.
    private func planAside(_ parameters: StandInResponseParameters) -> ResponsePlan {
        plan(requestedSentence(parameters) ?? configuration.script.fallback)
    }

    /// The sentence that the response's own instructions, or the newest text of its own input, ask the model to say.
    private func requestedSentence(_ parameters: StandInResponseParameters) -> String? {
        if let instructions = parameters.instructions, let sentence = AgentScript.quotedSentence(in: instructions) {
            return sentence
        }
        let newest = (parameters.input ?? []).reversed().lazy
            .filter { $0["role"] == "user" || $0["role"] == "system" }
            .map { StandInConversation.Item(id: "", object: $0).text }
            .first { !$0.isEmpty }
        return newest.flatMap(AgentScript.quotedSentence)
    }

    private func plan(_ sentence: String) -> ResponsePlan {
        ResponsePlan(says: sentence, thinkingTime: configuration.thinkingTime)
    }

    private func plan(turn index: Int?) -> ResponsePlan {
        guard let turn = index.flatMap(configuration.script.turn) else { return plan(configuration.script.fallback) }
        return ResponsePlan(
            says: turn.says, toolCalls: turn.toolCalls, thinkingTime: .milliseconds(turn.thinkingMilliseconds),
            turn: turn)
    }

    private mutating func planAfterTools() -> ResponsePlan {
        guard pendingCalls.isEmpty, let turn = turnOfCalls, let says = turn.afterTools else {
            return plan(configuration.script.fallback)
        }
        turnOfCalls = nil
        return ResponsePlan(says: says, thinkingTime: .milliseconds(turn.thinkingMilliseconds))
    }

    /// The tokens of everything the model is given.
    private func inputWeight(_ parameters: StandInResponseParameters) -> StandInUsage.Count {
        let tools = settings.object["tools"]?.text ?? ""
        let given = StandInUsage.Count(
            text: StandInUsage.text(parameters.instructions ?? settings.instructions)
                + (tools == "[]" ? 0 : StandInUsage.text(tools)))
        guard let input = parameters.input else {
            return conversation.items.map(StandInUsage.weight).reduce(given, +)
        }
        return input.map { item in
            let known = item["type"] == "item_reference" ? conversation[item["id"]?.string ?? ""] : nil
            return StandInUsage.weight(of: known ?? StandInConversation.Item(id: "", object: item))
        }.reduce(given, +)
    }
}
