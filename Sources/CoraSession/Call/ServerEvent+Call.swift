import CoraCall
import CoraRealtime
import CoraTenant

// Turns the model's events into events of the call.

extension ServerEvent {
    /// The call's events that this event of the model stands for, in order; empty if it does not concern the call.
    /// - Parameter message: the event's JSON as it arrived, for the record.
    func callEvents(_ message: UnsafeRawBufferPointer) -> [CallEvent] {
        switch self {
        case .sessionUpdated: [.sessionReady]
        case .playback(.started, let response): [.playback(.began(response: response))]
        case .playback(.stopped, let response): [.playback(.ended(response: response))]
        case .playback(.cleared, _): [.playback(.cleared)]
        case .conversationItemTruncated(let item, _, let end): [.playback(.cut(item: item, milliseconds: end))]
        case .speechStarted(let item, let start): [.speechStarted(item: item, milliseconds: start)]
        case .speechStopped(let item, let end): [.speechStopped(item: item, milliseconds: end)]
        case .inputAudioCommitted(let item, _): [.callerCommitted(item: item)]
        case .inputTranscriptionCompleted(let item, _, let text, let usage):
            [
                .callerSaid(
                    item: item, text,
                    ModelEvent(
                        type: "conversation.item.input_audio_transcription.completed",
                        raw: String(decoding: message, as: UTF8.self)),
                    usage.map(TranscriptionBill.init))
            ]
        case .inputTranscriptionDelta(let item, _, let text): [.callerWords(item: item, text)]
        case .responseCreated(let response) where !response.isOutOfBand: [.responseCreated(id: response.id)]
        case .responseDone(let response) where !response.isOutOfBand: [response.done]
        case .outputItemAdded(_, _, let item): item.isAgentSpeech ? [.agentBegan(item: item.id)] : []
        case .outputAudioTranscriptDelta(let place, let text): [.agentWords(item: place.itemID, text)]
        case .outputAudioTranscriptDone(let place, let text):
            [
                .agentSaid(
                    item: place.itemID, text,
                    ModelEvent(
                        type: "response.output_audio_transcript.done", raw: String(decoding: message, as: UTF8.self)))
            ]
        case .outputItemDone(let response, _, let item): item.done(in: response).map { [$0] } ?? []
        case .remoteToolEnded(let item, let succeeded): [.remoteToolEnded(item: item, succeeded: succeeded)]
        case .rateLimitsUpdated(let limits): limits.map { .allowance(ModelAllowance($0)) }
        default: []
        }
    }
}

extension ItemSummary {
    /// Whether the item is something the agent says.
    fileprivate var isAgentSpeech: Bool {
        if case .message(.assistant, _) = kind { true } else { false }
    }

    /// The call's event for the end of this item; nil if it does not concern the call.
    fileprivate func done(in response: String) -> CallEvent? {
        if let call = completedCall {
            return .toolCalled(id: call.callID, name: call.name, arguments: call.arguments, response: response)
        }
        return switch kind {
        case .message(.assistant, let text) where isWritten && status != .incomplete: .agentWrote(item: id, text: text)
        case .message(.assistant, let text): .agentItemDone(item: id, text: text)
        case .functionCall(let call) where status == .incomplete: .toolCallCutOff(id: call.callID)
        case .other("mcp_call"): .remoteToolCalled(item: id)
        case .message, .functionCall, .functionCallOutput, .other: nil
        }
    }
}

extension ResponseSummary {
    /// The call's event for the end of this response. Its words are passed on only if it was completed.
    fileprivate var done: CallEvent {
        .responseDone(
            id: id, outcome, spoken: status == .completed ? spokenText : "", usage.map(ResponseUsage.init))
    }

    private var outcome: ResponseOutcome {
        let why = error?.description ?? "the response failed"
        return switch status {
        case .completed where output.isEmpty: .empty
        case .incomplete where reason == .contentFilter: .filtered
        case .incomplete: .cutShort
        case .completed, .inProgress, .other: .completed
        case .cancelled: .cancelled
        case .failed where error?.code == "rate_limit_exceeded":
            .limited(error?.retryAfterMilliseconds.map { .milliseconds($0) }, why)
        case .failed where error?.severity == .fatal: .failedForGood(why)
        case .failed: .failed(why)
        }
    }
}

extension ResponseUsage {
    fileprivate init(_ usage: TokenUsage) {
        self.init()
        textIn = usage.inputDetails.text
        audioIn = usage.inputDetails.audio
        cachedTextIn = usage.cachedDetails.text
        cachedAudioIn = usage.cachedDetails.audio
        textOut = usage.outputDetails.text
        audioOut = usage.outputDetails.audio
    }
}

extension TranscriptionBill {
    fileprivate init(_ usage: TranscriptionUsage) {
        switch usage {
        case .tokens(let audio, let text, let output):
            self.init(TranscriptionCount(tokensIn: audio + text, tokensOut: output), countsTokens: true)
        case .seconds(let seconds):
            self.init(TranscriptionCount(milliseconds: Int(min(seconds, 86_400) * 1000)), countsTokens: false)
        }
    }
}

extension ModelAllowance {
    fileprivate init(_ limit: RateLimit) {
        let milliseconds = Int(min(max(limit.resetSeconds, 0), 86_400) * 1000)
        self.init(
            name: limit.name, limit: limit.limit, remaining: limit.remaining, reset: .milliseconds(milliseconds))
    }
}
