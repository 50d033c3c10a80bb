package import CoraTenant

// What happens on the caller's side of a call. Each enum is the result of the method that takes the event.

/// What to do after `start`.
package enum OnStreamStarted: Sendable, Equatable {
    /// Redeem its ticket.
    case redeem
    /// The call is over.
    case end(Termination)
    /// Nothing: the call was over before.
    case ignore
}

/// What to do after the ticket's redemption.
package enum OnTicketRedeemed: Sendable, Equatable {
    /// Dial the model; play the recorded greeting, if there is one.
    case open
    /// Nothing: the caller has gone meanwhile.
    case ignore
}

/// What to do with a media frame.
package enum OnMedia: Sendable, Equatable {
    /// Pass it to the model, with this much silence before it.
    case forward(silenceMilliseconds: Int)
    /// Keep it until the model is ready.
    case hold
    /// Drop it: the call is over.
    case drop
    /// End the call: media came before `start`.
    case end(Termination)
}

/// What a returned mark means.
package enum OnMark: Sendable, Equatable {
    /// The caller has not heard all that was sent.
    case playing
    /// The caller has heard all that was sent.
    case allHeard
    /// The caller has heard the goodbye: the call is over.
    case hangUp(Termination)
    /// The mark is not one that is out: unknown, or overtaken by a clear.
    case stray
}

/// What to do after a key on the keypad.
package enum OnDigit: Sendable, Equatable {
    /// Nothing yet: more digits may follow.
    case wait
    /// The row is complete: tell the model, and ask it for a response if one may be asked for now.
    case typed(String, ask: ResponseRequest?)
    /// The caller wants a person: a goodbye begins, asked for now if it may be.
    case human(ask: ResponseRequest?)
    /// The caller wants a person while there is no model: a goodbye begins that needs none.
    case humanAtOnce(OnModelLost)
    /// The call is over.
    case end(Termination)
    /// Nothing: the call is leaving or over, and the model is not told.
    case ignore
}

extension CallStateMachine {
    /// The carrier's `start` arrived.
    package mutating func streamStarted(at now: CallInstant) -> OnStreamStarted {
        switch state {
        case .awaitingStart:
            state = .redeeming(until: now + limits.start)
            startedAt = now
            timeline = MediaTimeline(startedAt: now)
            return .redeem
        case .redeeming, .connecting, .live, .recovering, .leaving:
            return end(.protocolFault(.secondStart)).map { .end($0) } ?? .ignore
        case .ended:
            return .ignore
        }
    }

    /// The ticket office has given the call for its ticket.
    /// - Parameters:
    ///   - tenant: the business called; its phone manners hold from now on.
    ///   - hasRecording: whether the greeting is played from a recording.
    ///   - rescue: whom the caller is put through to if no model can be reached.
    ///   - spread: a number that differs between calls.
    ///   - lasted: how long earlier streams of the call lasted.
    package mutating func ticketRedeemed(
        for tenant: Tenant, hasRecording: Bool, rescue: TransferOrder? = nil, spread: Int = 0,
        lasted: CallDuration = .zero, at now: CallInstant
    ) -> OnTicketRedeemed {
        guard case .redeeming = state else { return .ignore }
        let transfers = abilities.contains(.transfers)
        terms = Terms(
            manners: tenant.manners, humanNumber: transfers ? tenant.humanNumber : nil,
            zeroMeansHuman: tenant.zeroMeansHuman, hasFallback: tenant.hasFallback, rescue: transfers ? rescue : nil,
            spread: spread, lasted: lasted)
        keypad.pause = terms.manners.keypadPause
        state = .connecting(redial(within: limits.connect, at: now), greetingIsRecorded: hasRecording)
        return .open
    }

    /// A media frame arrived.
    /// - Parameters:
    ///   - bytes: its audio, decoded.
    ///   - timestamp: milliseconds of the carrier's stream clock, where it gave one.
    package mutating func mediaArrived(bytes: Int, timestamp: Int?, at now: CallInstant) -> OnMedia {
        switch state {
        case .live, .leaving:
            figures.framesIn += 1
            let gap = timeline.arrived(bytes: bytes, timestamp: timestamp, at: now)
            figures.silenceAdded += gap
            return .forward(silenceMilliseconds: gap)
        case .redeeming, .connecting, .recovering:
            figures.framesIn += 1
            _ = timeline.arrived(bytes: bytes, timestamp: timestamp, at: now)
            return .hold
        case .awaitingStart:
            return end(.protocolFault(.beforeStart("media"))).map { .end($0) } ?? .drop
        case .ended:
            return .drop
        }
    }

    /// The carrier returned a mark.
    /// - Parameter mark: nil if its name is not one of ours.
    package mutating func markReturned(_ mark: PlayoutClock.Mark?, at now: CallInstant) -> OnMark {
        guard let mark, playout.returned(mark, at: now) else {
            figures.marksStray += 1
            return .stray
        }
        figures.marksReturned += 1
        return heardSoFar(at: now)
    }

    /// The caller has heard more: whether that is all, and whether it was a goodbye.
    mutating func heardSoFar(at now: CallInstant) -> OnMark {
        if playout.isPlaying(at: now) { return .playing }
        live?.silence.busy(until: now)
        if case .leaving(_, let goodbye) = state, case .hearing = goodbye.phase,
            let termination = end(goodbye.cause.termination.reason)
        {
            return .hangUp(termination)
        }
        return .allHeard
    }

    /// The leg reports how far playback has come, between marks.
    /// - Parameter position: bytes of line audio since the stream began.
    package mutating func playbackReported(_ position: Int, at now: CallInstant) {
        playout.reported(position, at: now)
    }

    /// The caller pressed a key.
    package mutating func digitPressed(_ digit: Character, at now: CallInstant) -> OnDigit {
        switch state {
        case .awaitingStart:
            return end(.protocolFault(.beforeStart("dtmf"))).map { .end($0) } ?? .ignore
        case .redeeming, .connecting:
            // The model cannot be told yet: the row waits for it, and ends with the pause.
            if digit != "#" { _ = keypad.pressed(digit, at: now) }
            return .wait
        case .live, .recovering:
            live?.silence.callerHeard(at: now)
            guard let row = keypad.pressed(digit, at: now) else { return .wait }
            return typed(row, at: now)
        case .leaving, .ended:
            return .ignore
        }
    }

    /// The caller has completed a row of digits.
    mutating func typed(_ row: String, at now: CallInstant) -> OnDigit {
        if terms.zeroMeansHuman, row == "0", let number = terms.humanNumber {
            let cause = Goodbye.Cause.transfer(to: TransferOrder(number))
            if case .recovering = state { return .humanAtOnce(sayGoodbye(cause, at: now)) }
            return .human(ask: leave(cause, at: now))
        }
        return .typed(row, ask: live?.gate.want(.afterDigits, at: now))
    }

    /// `stop` arrived: the caller hung up, or the carrier took the call elsewhere.
    /// - Returns: the end; nil if the call was over.
    package mutating func streamStopped() -> Termination? {
        if case .awaitingStart = state { return end(.protocolFault(.beforeStart("stop"))) }
        return end(.callerHungUp)
    }

    /// Media arrived that is not base64. It is dropped; more than ``brokenPayloads`` of them end the call.
    /// - Returns: the end of the call if more than ``brokenPayloads`` have come, else nil.
    package mutating func brokenMediaArrived() -> Termination? {
        figures.framesBroken += 1
        return figures.framesBroken > Self.brokenPayloads ? end(.protocolFault(.badPayloads)) : nil
    }

    /// The media socket closed without a `stop`.
    /// - Returns: the end; nil if the call was over.
    package mutating func callerSocketClosed() -> Termination? {
        callerLost(.callerSocketLost)
    }

    /// The caller's line is gone. A call that is leaving ends for the reason it was leaving for, not for `reason`: a
    /// caller who was to be put through still is, and the carrier does not reconnect one who was told goodbye.
    mutating func callerLost(_ reason: Termination.Reason) -> Termination? {
        if case .leaving(_, let goodbye) = state { return end(goodbye.cause.termination.reason) }
        return end(reason)
    }
}
