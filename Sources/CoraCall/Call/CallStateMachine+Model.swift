package import CoraTenant

// What happens on the model's side of a call. Each enum is the result of the method that takes the event.

/// What to do after the session is set up.
package enum OnSessionReady: Sendable, Equatable {
    /// Pass on what the caller said so far. With `seedGreeting` the recorded greeting is put into the model's
    /// conversation; else `ask` is the request for a spoken one.
    case begin(seedGreeting: Bool, ask: ResponseRequest?)
    /// Nothing: a later update of the session, or the call is over.
    case ignore
}

/// What to do after `response.created`.
package enum OnResponseCreated: Sendable, Equatable {
    /// The caller is to hear the response.
    case play
    /// Cancel the response: the caller has begun to speak since it was asked for.
    case cancel
}

/// What to do with the audio of an item that begins.
package enum OnAudioBegan: Sendable, Equatable {
    /// The caller is to hear it.
    case play
    /// The caller is not to hear it: they have begun to speak, or the goodbye is already being heard.
    case drop
}

/// What to do after a delta of audio was written to the carrier.
package enum OnAudioPlayed: Sendable, Equatable {
    /// Nothing more.
    case done
    /// Send this mark behind it.
    case mark(PlayoutClock.Mark)
}

/// What to do after the model noticed that the caller speaks.
package enum OnSpeechStarted: Sendable, Equatable {
    /// Nothing: no audio of the agent was playing.
    case listen
    /// Cut the agent: clear the carrier's buffer and tell the model how much was heard.
    case bargeIn(Cut)
    /// The caller spoke during a goodbye and keeps the line open; the cut is as for `bargeIn`, nil if nothing was
    /// playing.
    case takeBack(Cut?)
    /// Nothing: the goodbye goes on whether or not the caller speaks, or the call is not open.
    case ignore
}

/// What to do after a response is done.
package enum OnResponseDone: Sendable, Equatable {
    /// Nothing more.
    case rest
    /// Ask for the next response.
    case ask(ResponseRequest)
    /// The call is over.
    case end(Termination)
    /// The session is of no use any more.
    case lost(ModelLoss, OnModelLost)
    /// Play this phrase: what follows takes a while.
    case play(Phrase)
}

/// How a response ended.
package enum ResponseOutcome: Sendable, Equatable {
    /// The model finished it.
    case completed
    /// It was completed, and there is nothing in it.
    case empty
    /// It is text, although speech was asked for.
    case written
    /// It stopped at its limit of tokens.
    case cutShort
    /// The content filter stopped it.
    case filtered
    /// The account's limit is reached; it is told for how long, where the server says so.
    case limited(CallDuration?, String)
    /// The server cancelled it because the caller spoke, or we cancelled it.
    case cancelled
    /// The model failed, and may do better if asked again.
    case failed(String)
    /// The model failed and will fail again: the account has no credit or no permission, or the session is gone.
    case failedForGood(String)
}

extension ResponseOutcome {
    /// Whether nothing of the response was made.
    var isFailure: Bool {
        switch self {
        case .failed, .limited: true
        case .completed, .empty, .written, .cutShort, .filtered, .cancelled, .failedForGood: false
        }
    }
}

/// What to do after the model called a tool.
package enum OnToolCalled: Sendable, Equatable {
    /// Run it.
    case run
    /// The tool is `end_call` and the goodbye begins: answer the call with acceptance, run nothing.
    case endCall
    /// Run it. The goodbye that had begun is taken back: the caller has to hear what comes of it.
    case runAndStay
    /// Do not run it: the caller has cut the response that called it.
    case refuse
    /// Nothing: this tool call is known already, or the call is over.
    case ignore
}

extension CallStateMachine {
    /// `session.updated` arrived.
    package mutating func sessionReady(at now: CallInstant) -> OnSessionReady {
        guard case .connecting(_, let greetingIsRecorded) = state else {
            live?.modelSignAt = now
            return .ignore
        }
        modelFrameAt = now
        var live = Live(
            silence: SilenceWatch(patience: terms.manners.silence, at: max(now, playout.expectedEnd)),
            modelSignAt: now)
        live.succession = SessionSuccession(age: limits.succession, at: now)
        let request = greetingIsRecorded ? nil : live.gate.want(.greeting, at: now)
        state = .live(live)
        return .begin(seedGreeting: greetingIsRecorded, ask: request)
    }

    /// A piece of a recording was written to the carrier.
    /// - Parameters:
    ///   - bytes: its length, µ-law.
    ///   - item: our id of what is said in it.
    ///   - isFirst: whether it is the recording's first piece.
    /// - Returns: the mark to send behind it.
    package mutating func recordingPlayed(bytes: Int, item: String, isFirst: Bool, at now: CallInstant)
        -> PlayoutClock.Mark
    {
        if isFirst { playout.begin(item, at: now) }
        playout.played(bytes: bytes, at: now)
        figures.framesOut += 1
        let end = playout.expectedEnd
        live?.silence.busy(until: end)
        phrasePlayed(at: now)
        return playout.mark()
    }

    /// `response.created` of the default conversation arrived.
    ///
    /// Between our request and its response the caller may have begun to speak. The server cancels the response that is
    /// active when speech begins, and this one was not active yet: left alone, it would be played over the caller and
    /// delay the answer to them. So it is cancelled.
    @discardableResult
    package mutating func responseCreated(_ id: String, at now: CallInstant) -> OnResponseCreated {
        live?.modelSignAt = now
        live?.hasSpoken = false
        live?.gate.created(id)
        guard live?.gate.isCallerSpeaking == true, activeRequest?.yieldsToCaller == true else { return .play }
        live?.mutedResponse = id
        return .cancel
    }

    /// The first audio of an item arrived.
    package mutating func audioBegan(item: String, response: String, at now: CallInstant) -> OnAudioBegan {
        guard let live else { return .drop }
        let isWanted = !isHearingGoodbye && response != live.mutedResponse && response == live.gate.activeID
        self.live?.speaking = Live.Speaking(response: response, isMuted: !isWanted, isOpen: true)
        guard isWanted else { return .drop }
        playout.begin(item, at: now)
        return .play
    }

    /// Whether the caller is hearing the last words, after which the agent says nothing more.
    private var isHearingGoodbye: Bool {
        if case .leaving(_, let goodbye) = state, case .hearing = goodbye.phase { true } else { false }
    }

    /// Whether the caller is to hear the item whose audio arrives.
    package var isAudible: Bool { live?.isAudible == true }

    /// Whether the caller is to hear a delta of the item whose audio arrives; counts the delta as late if not. Audio
    /// path: one comparison.
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

    /// Makes a mark for audio that was just written, so that the carrier says when the caller has heard it.
    /// - Returns: the mark to send behind it.
    package mutating func markFirstAudio() -> PlayoutClock.Mark { playout.mark() }

    /// The model has sent all of the item's audio.
    /// - Returns: the mark to send behind it; nil if nothing was sent since the last mark.
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
            // The gate keeps the request: while the caller speaks none is made.
            _ = leave(standing, at: now)
            return cut.map { .bargeIn($0) } ?? .listen
        case .leaving:
            live?.gate.speechStarted(at: now)
            return .ignore
        case .awaitingStart, .redeeming, .connecting, .recovering, .ended:
            figures.races += 1
            return .ignore
        }
    }

    /// A key was pressed: it cuts what is playing, and takes a goodbye back that the caller may take back.
    /// - Returns: what was cut, and the response to cancel, if one is being made of which something was playing.
    mutating func keyInterrupts(at now: CallInstant) -> (OnSpeechStarted, cancel: String?) {
        switch state {
        case .live:
            guard isHeard(at: now), let cut = cut(at: now) else { return (.listen, nil) }
            return (.bargeIn(cut), mute())
        case .leaving(let live, let goodbye) where goodbye.cause.yieldsToCaller && goodbye.standing == nil:
            state = .live(live)
            self.live?.silence.callerHeard(at: now)
            self.live?.gate.forget(where: \.isGoodbye)
            let cut = cut(at: now)
            return (.takeBack(cut), cut == nil ? nil : mute())
        case .awaitingStart, .redeeming, .connecting, .recovering, .leaving, .ended: return (.ignore, nil)
        }
    }

    /// The caller is to hear no more of the response that is being made.
    /// - Returns: its id, nil if none is being made.
    private mutating func mute() -> String? {
        guard let id = activeResponse else { return nil }
        live?.mutedResponse = id
        return id
    }

    /// Cuts what is playing; nil if the caller has heard everything.
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
        live?.silence.busy(until: now)
        live?.gate.speechStopped(at: now)
    }

    /// The caller has said something, in words.
    package mutating func callerUnderstood(at now: CallInstant) { live?.silence.callerHeard(at: now) }

    /// A turn of the caller has no words.
    /// - Returns: the request to make now: a question, or the goodbye.
    mutating func noiseHeard(at now: CallInstant) -> ResponseRequest? {
        guard case .live = state else { return nil }
        return live?.silence.noiseHeard(at: now).flatMap { silent($0, at: now) }
    }

    /// The model refused our request because another response is active. The gate asks again later.
    package mutating func requestRefused(at now: CallInstant) {
        figures.races += 1
        live?.gate.refused(at: now)
    }

    /// The model refused our request for a reason of its own, which may pass.
    /// - Returns: what follows after more than ``retries`` failures in a row, else nil.
    package mutating func requestFailed(_ why: String, at now: CallInstant) -> OnModelLost? {
        live?.failuresInARow += 1
        live?.gate.refused(at: now)
        guard let live, live.failuresInARow > Self.retries else { return nil }
        return modelLost(ModelLoss(why), at: now)
    }
}
