// What the model's side of a call can do.

/// After the session is set up.
package enum OnSessionReady: Sendable, Equatable {
    /// Pass on what the caller said so far. The recorded greeting goes into the conversation, or the model is asked
    /// for one.
    case begin(seedGreeting: Bool, ask: ResponseRequest?)
    /// A later update of the session, or a call that is over.
    case ignore
}

/// After `response.created`.
package enum OnResponseCreated: Sendable, Equatable {
    /// What comes of it is to be heard.
    case play
    /// The caller has taken the word since it was asked for: it is to be cancelled.
    case cancel
}

/// After the first audio of an item.
package enum OnAudioBegan: Sendable, Equatable {
    /// The caller is to hear it.
    case play
    /// The caller has taken the word meanwhile.
    case drop
}

/// After a delta of audio was written to the carrier.
package enum OnAudioPlayed: Sendable, Equatable {
    /// Nothing more.
    case done
    /// A mark goes behind it.
    case mark(PlayoutClock.Mark)
}

/// After the model noticed that the caller speaks.
package enum OnSpeechStarted: Sendable, Equatable {
    /// Nothing was playing.
    case listen
    /// The agent is cut: clear the carrier's buffer, tell the model what was heard.
    case bargeIn(Cut)
    /// The same while saying goodbye: the line stays open.
    case takeBack(Cut?)
    /// The goodbye goes on, or the call is over.
    case ignore
}

/// After a response is done.
package enum OnResponseDone: Sendable, Equatable {
    /// Nothing more.
    case rest
    /// Ask for the next one.
    case ask(ResponseRequest)
    /// The call is over.
    case end(Termination)
}

/// How a response ended.
package enum ResponseOutcome: Sendable, Equatable {
    /// As it should, or cut short by a limit of its own.
    case completed
    /// The caller spoke, or we cancelled it.
    case cancelled
    /// The model failed, and may do better if asked again.
    case failed(String)
    /// The model failed for good: no money, no right, no session.
    case failedForGood(String)
}

/// After the model called a tool.
package enum OnToolCalled: Sendable, Equatable {
    /// Run it.
    case run
    /// The goodbye begins: accept the call; nothing is to be run.
    case endCall
    /// A tool that runs already, or a call that is over.
    case ignore
}

extension CallStateMachine {
    /// `session.updated` arrived.
    package mutating func sessionReady(at now: CallInstant) -> OnSessionReady {
        guard case .connecting(_, let greetingIsRecorded) = state else {
            live?.modelSignAt = now
            return .ignore
        }
        var live = Live(
            silence: SilenceWatch(patience: terms.manners.silence, at: max(now, playout.expectedEnd)),
            modelSignAt: now)
        let request = greetingIsRecorded ? nil : live.gate.want(.greeting, at: now)
        state = .live(live)
        return .begin(seedGreeting: greetingIsRecorded, ask: request)
    }

    /// A piece of the recorded greeting was written to the carrier.
    /// - Returns: the mark that goes behind it.
    package mutating func recordingPlayed(bytes: Int, item: String, isFirst: Bool, at now: CallInstant)
        -> PlayoutClock.Mark
    {
        if isFirst { playout.begin(item, at: now) }
        playout.played(bytes: bytes, at: now)
        figures.framesOut += 1
        let end = playout.expectedEnd
        live?.silence.busy(until: end)
        return playout.mark()
    }

    /// `response.created` of the default conversation.
    ///
    /// Between our request and its response the caller may have begun to speak. The server cancels what is active when
    /// speech begins, and this was not yet: left alone, it would be played over the caller, and stand in the way of the
    /// answer to them.
    @discardableResult
    package mutating func responseCreated(_ id: String, at now: CallInstant) -> OnResponseCreated {
        live?.modelSignAt = now
        live?.hasSpoken = false
        live?.gate.created(id)
        guard live?.gate.isCallerSpeaking == true, activeRequest?.yieldsToCaller == true else { return .play }
        live?.mutedResponse = id
        return .cancel
    }

    /// The first audio of an item arrives.
    package mutating func audioBegan(item: String, response: String, at now: CallInstant) -> OnAudioBegan {
        guard let live else { return .drop }
        let isWanted = !isHearingGoodbye && response != live.mutedResponse && response == live.gate.activeID
        self.live?.speaking = Live.Speaking(response: response, isMuted: !isWanted, isOpen: true)
        guard isWanted else { return .drop }
        playout.begin(item, at: now)
        return .play
    }

    /// After the last words nothing more is said.
    private var isHearingGoodbye: Bool {
        if case .leaving(_, let goodbye) = state, case .hearing = goodbye.phase { true } else { false }
    }

    /// Whether the item whose audio arrives is to be heard.
    package var isAudible: Bool { live?.isAudible == true }

    /// Whether a delta of the item whose audio arrives is to be heard; counts it, if it came too late. Audio path: one
    /// comparison.
    package mutating func mayPlay() -> Bool {
        guard isAudible else {
            figures.deltasLate += 1
            return false
        }
        return true
    }

    /// Audio of the current item was written to the carrier. Audio path: allocates nothing.
    /// - Parameter bytes: line audio, µ-law.
    package mutating func audioPlayed(bytes: Int, at now: CallInstant) -> OnAudioPlayed {
        playout.played(bytes: bytes, at: now)
        figures.framesOut += 1
        if var live {
            live.hasSpoken = true
            live.modelSignAt = now
            live.silence.busy(until: playout.expectedEnd)
            self.live = live
        }
        return playout.unmarked >= Self.markEvery ? .mark(playout.mark()) : .done
    }

    /// Audio was just written that is to be noticed when it has been heard.
    /// - Returns: the mark that goes behind it.
    package mutating func markFirstAudio() -> PlayoutClock.Mark { playout.mark() }

    /// The item's audio is complete.
    /// - Returns: the mark that goes behind it, if something is unmarked.
    package mutating func audioFinished() -> PlayoutClock.Mark? {
        live?.speaking?.isOpen = false
        guard isAudible, playout.unmarked > 0 else { return nil }
        return playout.mark()
    }

    /// The model noticed that the caller speaks.
    package mutating func speechStarted(at now: CallInstant) -> OnSpeechStarted {
        live?.modelSignAt = now
        switch state {
        case .live:
            live?.listen(at: now)
            guard let cut = cut(at: now) else { return .listen }
            return .bargeIn(cut)
        case .leaving(let live, let goodbye) where goodbye.cause.yieldsToCaller:
            state = .live(live)
            self.live?.listen(at: now)
            self.live?.gate.forget(where: \.isGoodbye)
            let cut = cut(at: now)
            guard let standing = goodbye.standing else { return .takeBack(cut) }
            // Said when the caller has been heard: while they speak nothing is asked for.
            _ = leave(standing, at: now)
            return cut.map { .bargeIn($0) } ?? .listen
        case .leaving:
            live?.gate.speechStarted()
            return .ignore
        case .awaitingStart, .redeeming, .connecting, .ended:
            figures.races += 1
            return .ignore
        }
    }

    private mutating func cut(at now: CallInstant) -> Cut? {
        let isOpen = live?.speaking?.isOpen == true
        guard let cut = playout.cut(lastIsOpen: isOpen, at: now) else { return nil }
        live?.silenceSpeaker()
        // With nothing cut, only what may still be on the way is cleared.
        if !cut.pieces.isEmpty { figures.bargeIns += 1 }
        return cut
    }

    /// The model noticed that the caller has stopped.
    package mutating func speechStopped(at now: CallInstant) {
        live?.modelSignAt = now
        live?.silence.callerHeard(at: now)
        live?.gate.speechStopped(at: now)
    }

    /// The model refused our request because another response is active.
    package mutating func requestRefused(at now: CallInstant) {
        figures.races += 1
        live?.gate.refused(at: now)
    }

    /// The model refused our request for a reason of its own, which may pass.
    /// - Returns: the end, after too many.
    package mutating func requestFailed(_ why: String, at now: CallInstant) -> Termination? {
        live?.failuresInARow += 1
        live?.gate.refused(at: now)
        guard let live, live.failuresInARow > Self.retries else { return nil }
        return modelLost(why)
    }

    /// `response.done` of the default conversation.
    package mutating func responseDone(_ id: String, _ outcome: ResponseOutcome, at now: CallInstant)
        -> OnResponseDone
    {
        tools.responseDone()
        live?.modelSignAt = now
        if live?.mutedResponse == id { live?.mutedResponse = nil }
        guard isOpen else { return .rest }
        if case .failedForGood(let why) = outcome { return modelLost(why).map { .end($0) } ?? .rest }
        // What fails at once may never have been created (openai-realtime §6.7).
        if case .failed = outcome, activeResponse == nil { responseCreated(id, at: now) }
        guard activeResponse == id else {
            figures.races += 1
            return .rest
        }
        if case .leaving(let live, let goodbye) = state, isLastWords(of: goodbye, live) {
            return lastWordsDone(of: goodbye, id, outcome, at: now)
        }
        switch (outcome, state) {
        case (.failed(let why), .live): return responseFailed(id, why, at: now)
        // Nothing but the goodbye is worth asking for again.
        case (.failed, _): break
        default: live?.failuresInARow = 0
        }
        return ask(live?.gate.done(id, at: now))
    }

    private func ask(_ request: ResponseRequest?) -> OnResponseDone { request.map { .ask($0) } ?? .rest }

    private mutating func responseFailed(_ id: String, _ why: String, at now: CallInstant) -> OnResponseDone {
        live?.failuresInARow += 1
        guard let live, live.failuresInARow <= Self.retries else { return modelLost(why).map { .end($0) } ?? .rest }
        return ask(self.live?.gate.again(id, at: now))
    }

    /// Whether the active response is the goodbye.
    private func isLastWords(of goodbye: Goodbye, _ live: Live) -> Bool {
        activeRequest == .goodbye(goodbye.cause) || (goodbye.cause == .agentEnded && live.hasSpoken)
    }

    /// The response that was the goodbye is done: it has to be heard, and that is all.
    private mutating func lastWordsDone(
        of goodbye: Goodbye, _ id: String, _ outcome: ResponseOutcome, at now: CallInstant
    ) -> OnResponseDone {
        guard var live else { return .rest }
        if !live.hasSpoken {
            // Not a word of it was said. The goodbye's own limit ends this.
            if case .failed(let why) = outcome { return responseFailed(id, why, at: now) }
            if outcome == .cancelled { return ask(self.live?.gate.again(id, at: now)) }
        }
        guard playout.isPlaying(at: now) else {
            return end(goodbye.cause.termination.reason).map { .end($0) } ?? .rest
        }
        live.gate.forget { _ in true }
        _ = live.gate.done(id, at: now)
        var goodbye = goodbye
        goodbye.phase = .hearing(until: min(playout.expectedEnd + Goodbye.margin, now + Goodbye.longestHearing))
        state = .leaving(live, goodbye)
        return .rest
    }

    /// The model's socket or session is gone, or was never there.
    package mutating func modelLost(_ why: String) -> Termination? {
        switch state {
        case .awaitingStart, .redeeming, .connecting: end(.modelUnavailable(why))
        case .leaving(let live, let goodbye) where !goodbye.cause.yieldsToCaller || live.hasSpoken:
            // The last words were on their way; the end is the one that was meant.
            end(goodbye.cause.termination.reason)
        case .live, .leaving, .ended: end(.modelLost(why))
        }
    }
}
