package import CoraTenant

// What a call is doing, in words.

extension CallStateMachine {
    /// ``why(at:)`` mentions that the caller's frames have stopped after this long without one.
    static let framesMissing = CallDuration.milliseconds(2000)

    /// What the call is doing or waiting for, in words for the ops page: "waiting for search_properties for 1.9 s",
    /// "the caller's frames stopped 6.0 s ago". If several are true, what is wrong is said rather than what is usual.
    package func why(at now: CallInstant) -> String {
        switch state {
        case .awaitingStart(let until):
            return "waiting for the stream's start for \(Self.seconds(now - (until - limits.start)))"
        case .redeeming: return "its ticket is being checked"
        case .connecting(let redial, _): return connectingWords(redial, at: now)
        case .ended(let termination): return "ended: \(termination)"
        case .live, .recovering, .leaving: break
        }
        if let missing = sinceMedia(at: now), missing >= Self.framesMissing {
            return "the caller's frames stopped \(Self.seconds(missing)) ago"
        }
        if case .recovering(_, let redial) = state { return recoveringWords(redial, at: now) }
        if case .leaving(_, let goodbye) = state { return leavingWords(goodbye) }
        if let tool = tools.longestRunning { return "waiting for \(tool.name) for \(Self.seconds(now - tool.began))" }
        return conversationWords(at: now)
    }

    /// The time since the caller's last media frame; nil before the stream began.
    package func sinceMedia(at now: CallInstant) -> CallDuration? {
        if case .awaitingStart = state { nil } else { timeline.sinceArrival(at: now) }
    }

    private func connectingWords(_ redial: ModelRedial, at now: CallInstant) -> String {
        let words = "connecting to the model for \(Self.seconds(now - redial.since))" + redial.whyInWords
        return playout.isPlaying(at: now) ? words + ", while the greeting plays" : words
    }

    private func recoveringWords(_ redial: ModelRedial, at now: CallInstant) -> String {
        let what = redial.route == .own ? "dialling the model again" : "dialling the fallback model"
        return "\(what) for \(Self.seconds(now - redial.since))" + redial.whyInWords
    }

    private func leavingWords(_ goodbye: Goodbye) -> String {
        let why =
            switch goodbye.cause {
            case .transfer(let order): "the caller is put through to \(order.number)"
            default: goodbye.cause.termination.label
            }
        return switch goodbye.phase {
        case .speaking: "the last words are being made: \(why)"
        case .hearing: "the caller hears the last words: \(why)"
        }
    }

    private func conversationWords(at now: CallInstant) -> String {
        guard let live else { return "" }
        let gate = live.gate
        if gate.isCallerSpeaking { return "the caller is speaking" }
        if playout.isPlaying(at: now), now < playout.expectedEnd + Goodbye.margin { return "the agent is speaking" }
        switch gate.state {
        case .active: return "waiting for the model's audio for \(Self.seconds(now - live.modelSignAt))"
        case .asked(_, let until, _), .awaitingOwn(let until):
            return "waiting for the model's response for \(Self.seconds(now - (until - ResponseGate.patience)))"
        case .callerSpeaking: return "the caller is speaking"
        case .paused(let until): return "waiting \(Self.seconds(until - now)) for the model account's limit"
        case .idle, .noSession: return "quiet for \(Self.seconds(live.silence.quiet(at: now)))"
        }
    }

    /// A span in seconds with one decimal, such as "1.9 s"; a negative span is "0.0 s".
    static func seconds(_ span: CallDuration) -> String {
        let tenths = max(span.milliseconds, 0) / 100
        return "\(tenths / 10).\(tenths % 10) s"
    }
}

extension ModelRedial {
    /// The last failure, for the end of a sentence; empty before the first.
    fileprivate var whyInWords: String { why.isEmpty ? "" : " (\(why))" }
}
