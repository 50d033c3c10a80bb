import CoraCall
import CoraRealtime
import CoraWire
import Logging
import NIOCore

// What the model brings.
extension CallCore {
    /// Dials the model on this loop.
    func dialModel(for tenant: Tenant) {
        let core = NIOLoopBound(self, eventLoop: loop)
        let began = now
        noteDialling()
        let dialled = services.dialer.dial(model: services.dialer.model(for: tenant), on: loop) { channel in
            try channel.pipeline.syncOperations.addHandler(ModelHandler(core.value))
        }
        dialled.assumeIsolated().whenComplete { result in
            switch result {
            case .success: self.modelOpened(for: tenant, after: self.now - began)
            case .failure(let error): self.modelBroke("\(error)")
            }
        }
    }

    private func modelOpened(for tenant: Tenant, after span: CallDuration) {
        guard case .connecting = machine.state, let ticket else { return model.close(1000, patience: .zero) }
        log.info("realtime connected", metadata: [LogKey.milliseconds: "\(span.milliseconds)"])
        let tools = [EndCallTool.description] + services.tools.descriptions(for: tenant)
        var session = services.dialer.session(for: tenant, tools: tools)
        session.instructions = ticket.instructions
        session.maxOutputTokens = ticket.quality.longestAnswer
        send { .sessionUpdate(session, eventID: $0.next(.sessionUpdate)) }
        flush()
    }

    /// The model's socket is gone.
    func modelClosed(_ reason: ModelCloseReason) {
        modelBroke(reason.description)
    }

    /// The model's socket or session cannot be used.
    func modelBroke(_ why: String) {
        noteModelFailed(why)
        if let termination = machine.modelLost(why) { finish(termination) }
    }

    /// Writes one event; it leaves with the next flush.
    func send(_ event: (inout EventIDs) -> ClientEvent) {
        let event = event(&eventIDs)
        model.write { event.write(into: &$0) }
    }

    // MARK: Events

    /// One message from the model. Audio path.
    func modelMessage(_ message: ByteBuffer) {
        if takeAudio(message) { return }
        do throws(ServerEventError) {
            take(try ServerEvent.decode(message), message)
        } catch {
            machine.figures.unknownMessages += 1
            log.warning("an event from the model was not understood", metadata: [LogKey.reason: "\(error)"])
        }
    }

    /// Takes a delta of audio in place. Returned: whether it was one.
    private func takeAudio(_ message: ByteBuffer) -> Bool {
        message.withUnsafeReadableBytes { bytes in
            switch AudioDelta.scan(bytes) {
            case .delta(let delta): audioArrived(delta, bytes)
            case .malformedDelta:
                machine.figures.unknownMessages += 1
                log.warning("audio from the model that is not base64 is dropped")
            case .escapedDelta, .notAudioDelta: return false
            }
            return true
        }
    }

    private func take(_ event: ServerEvent, _ message: ByteBuffer) {
        switch event {
        case .error(let error): take(error)
        case .sessionUpdated: sessionReady()
        case .speechStarted(let item, let start):
            let arrived = now
            transcript.callerBegan(item, atMilliseconds: start)
            let outcome = machine.speechStarted(at: arrived)
            carryOut(outcome)
            noteSpeech(from: start, outcome, arrived: arrived)
        case .speechStopped(let item, let end):
            transcript.callerStopped(item, atMilliseconds: end)
            noteSpeechEnd(at: end)
            machine.speechStopped(at: now)
        case .inputAudioCommitted(let item, _): transcript.callerCommitted(item)
        case .inputTranscriptionCompleted(let item, _, let text, let usage):
            callerSaid(text, in: item, usage, message)
        case .inputTranscriptionFailed(_, _, let error):
            log.warning("a caller's turn could not be written down", metadata: [LogKey.reason: "\(error)"])
        case .responseCreated(let response) where !response.isOutOfBand: responseCreated(response)
        case .responseDone(let response) where !response.isOutOfBand: responseDone(response)
        case .outputItemAdded(_, _, let item): itemBegan(item)
        case .outputAudioDelta(let place, let base64): audioArrived(place, base64)
        case .outputAudioDone(let place): audioFinished(place.itemID)
        case .outputAudioTranscriptDelta(let place, let text): words[place.itemID, default: ""] += text
        case .outputAudioTranscriptDone(let place, let text):
            words[place.itemID] = text
            wordsEvents[place.itemID] = ModelEvent(
                type: "response.output_audio_transcript.done", raw: String(buffer: message))
        case .outputItemDone(_, _, let item): itemDone(item)
        case .rateLimitsUpdated(let limits): noteLimits(limits)
        default: break
        }
        arm()
    }

    private func take(_ error: RealtimeError) {
        let details: Logger.Metadata = [LogKey.reason: "\(error)"]
        if error.code == "conversation_already_has_active_response" {
            log.debug("a response is active already", metadata: details)
            return machine.requestRefused(at: now)
        }
        switch error.severity {
        case .benign: log.debug("the model refused an event that came too late", metadata: details)
        case .fatal: modelBroke("\(error)")
        case .response:
            log.warning("the model reports an error", metadata: details)
            guard error.eventID.flatMap(ClientEvent.Kind.init(eventID:)) == .responseCreate else { return }
            if let termination = machine.requestFailed("\(error)", at: now) { finish(termination) }
        }
    }

    private func sessionReady() {
        guard case .begin(let seedsGreeting, let request) = machine.sessionReady(at: now), let ticket else { return }
        noteModelReady()
        bringBack(ticket)
        if seedsGreeting { seedGreeting(ticket.greeting) }
        if let request { ask(request) }
        releaseHeld()
    }

    /// A caller who is back is known: the session is told what was said before, and why they are here again.
    private func bringBack(_ ticket: CallTicket) {
        guard ticket.attempt > 0 else { return }
        for item in ticket.past {
            switch item {
            case .message(let role, let text): tell(role == .user ? .user : .assistant, text)
            case .tool(let invocation, let result):
                send {
                    .conversationItemCreate(
                        ConversationItem(
                            .functionCall(
                                callID: invocation.id, name: invocation.name, arguments: invocation.arguments)),
                        eventID: $0.next(.conversationItemCreate))
                }
                answer(invocation.id, result)
            }
        }
        tell(.system, Directions.back(ticket.missed))
    }

    // MARK: Responses

    private func responseCreated(_ response: ResponseSummary) {
        if case .cancel = machine.responseCreated(response.id, at: now) {
            send { .responseCancel(responseID: response.id, eventID: $0.next(.responseCancel)) }
        }
        greetingAudio = machine.activeRequest == .greeting ? [] : nil
    }

    private func responseDone(_ response: ResponseSummary) {
        if let usage = response.usage, let ticket {
            services.recorder.record(.usage(ResponseUsage(usage)), of: ticket)
        }
        if response.status == .completed { keepGreeting(response) }
        greetingAudio = nil
        answerHeard(turnClock.responseDone(response.id))
        checkClaims()
        switch machine.responseDone(response.id, response.outcome, at: now) {
        case .rest: break
        case .ask(let request): ask(request)
        case .end(let termination): finish(termination)
        }
    }

    /// Asks the model to speak.
    func ask(_ request: ResponseRequest) {
        if let direction = Directions.item(for: request, greeting: ticket?.greeting ?? "") { tell(.system, direction) }
        // Nothing is to be started while something else is awaited.
        let parameters = request == .whileToolsRun ? ResponseParameters(toolChoice: .forbidden) : nil
        send { .responseCreate(parameters, eventID: $0.next(.responseCreate)) }
    }

    /// Adds a message to the conversation.
    func tell(_ role: ConversationItem.Role, _ text: String, id: String? = nil, after previous: String? = nil) {
        send {
            .conversationItemCreate(
                ConversationItem(id: id, .message(role, text)), previousItemID: previous,
                eventID: $0.next(.conversationItemCreate))
        }
    }

    // MARK: Items

    private func itemBegan(_ item: ItemSummary) {
        if case .message(.assistant, _) = item.kind { transcript.agentBegan(item.id) }
    }

    private func itemDone(_ item: ItemSummary) {
        if let call = item.completedCall { return toolCalled(call) }
        if case .other("mcp_call") = item.kind { toolAnswered(elsewhere: "mcp_call") }
        guard case .message(.assistant, let text) = item.kind else { return }
        let spoken = words.removeValue(forKey: item.id) ?? text
        let event = wordsEvents.removeValue(forKey: item.id)
        commitments.said(spoken, item: item.id)
        let milliseconds = milliseconds(of: item.id)
        audioBytes[item.id] = nil
        log.info("agent said", metadata: [LogKey.text: "\(spoken)"])
        if let turn = transcript.agentSaid(item.id, spoken, milliseconds: milliseconds, event: event) {
            keep(turn)
        } else if !machine.playout.isPlaying(at: now) {
            for turn in transcript.allHeard() { keep(turn) }
        }
    }

    private func callerSaid(_ text: String, in item: String, _ usage: TranscriptionUsage?, _ message: ByteBuffer) {
        log.info("user said", metadata: [LogKey.text: "\(text)"])
        let event = ModelEvent(
            type: "conversation.item.input_audio_transcription.completed", raw: String(buffer: message))
        let turn = transcript.callerSaid(item, text, event: event)
        if let turn { keep(turn) }
        guard let usage, let ticket else { return }
        let count = TranscriptionCount(usage, ofMilliseconds: turn?.saidMilliseconds ?? 0)
        services.recorder.record(.transcription(count), of: ticket)
    }
}

extension ResponseSummary {
    /// The outcome as the state machine sees it.
    fileprivate var outcome: ResponseOutcome {
        switch status {
        case .completed, .incomplete, .inProgress, .other: .completed
        case .cancelled: .cancelled
        case .failed where error?.severity == .fatal: .failedForGood(error?.description ?? "the response failed")
        case .failed: .failed(error?.description ?? "the response failed")
        }
    }
}
