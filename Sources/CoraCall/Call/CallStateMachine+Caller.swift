// What the carrier's side of a call can do.

/// After `start`.
package enum OnStreamStarted: Sendable, Equatable {
    /// Redeem its ticket.
    case redeem
    /// The call is over.
    case end(Termination)
    /// The call was over.
    case ignore
}

/// After the ticket's redemption.
package enum OnTicketRedeemed: Sendable, Equatable {
    /// Dial the model; play the recorded greeting, if there is one.
    case open
    /// The caller has gone meanwhile.
    case ignore
}

/// After a media frame.
package enum OnMedia: Sendable, Equatable {
    /// Pass it to the model, with this much silence before it.
    case forward(silenceMilliseconds: Int)
    /// Keep it until the model is ready.
    case hold
    /// The call is over.
    case drop
    /// Nothing may come before `start`.
    case end(Termination)
}

/// After a mark.
package enum OnMark: Sendable, Equatable {
    /// More is to be heard.
    case playing
    /// All that was sent has been heard.
    case allHeard
    /// The goodbye has been heard.
    case hangUp(Termination)
    /// Not one that is out.
    case stray
}

/// After a key on the keypad.
package enum OnDigit: Sendable, Equatable {
    /// The row goes on.
    case wait
    /// The row is complete: tell the model, and ask it for a response if one may be asked for now.
    case typed(String, ask: ResponseRequest?)
    /// The caller wants a person: a goodbye begins, asked for now if it may be.
    case human(ask: ResponseRequest?)
    /// The call is over.
    case end(Termination)
    /// Nobody is there to be told.
    case ignore
}

extension CallStateMachine {
    /// `start` arrived.
    package mutating func streamStarted(at now: CallInstant) -> OnStreamStarted {
        switch state {
        case .awaitingStart:
            state = .redeeming(until: now + limits.start)
            startedAt = now
            timeline = MediaTimeline(startedAt: now)
            return .redeem
        case .redeeming, .connecting, .live, .leaving:
            return end(.protocolFault(.secondStart)).map { .end($0) } ?? .ignore
        case .ended:
            return .ignore
        }
    }

    /// The ticket was good.
    /// - Parameters:
    ///   - tenant: whose manners hold from now on.
    ///   - hasRecording: whether the greeting is played from a recording.
    package mutating func ticketRedeemed(for tenant: Tenant, hasRecording: Bool, at now: CallInstant)
        -> OnTicketRedeemed
    {
        guard case .redeeming = state else { return .ignore }
        terms = Terms(
            manners: tenant.manners, humanNumber: tenant.humanNumber, zeroMeansHuman: tenant.zeroMeansHuman)
        keypad.pause = terms.manners.keypadPause
        state = .connecting(until: now + limits.connect, greetingIsRecorded: hasRecording)
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
        case .redeeming, .connecting:
            figures.framesIn += 1
            _ = timeline.arrived(bytes: bytes, timestamp: timestamp, at: now)
            return .hold
        case .awaitingStart:
            return end(.protocolFault(.beforeStart("media"))).map { .end($0) } ?? .drop
        case .ended:
            return .drop
        }
    }

    /// A mark came back.
    package mutating func markReturned(_ mark: PlayoutClock.Mark?, at now: CallInstant) -> OnMark {
        guard let mark, playout.returned(mark, at: now) else {
            figures.marksStray += 1
            return .stray
        }
        figures.marksReturned += 1
        if playout.isPlaying(at: now) { return .playing }
        live?.silence.busy(until: now)
        if case .leaving(_, let goodbye) = state, case .hearing = goodbye.phase,
            let termination = end(goodbye.cause.termination.reason)
        {
            return .hangUp(termination)
        }
        return .allHeard
    }

    /// A key was pressed.
    package mutating func digitPressed(_ digit: Character, at now: CallInstant) -> OnDigit {
        switch state {
        case .awaitingStart:
            return end(.protocolFault(.beforeStart("dtmf"))).map { .end($0) } ?? .ignore
        case .redeeming, .connecting:
            // Nobody can be told yet: the row waits for the model, and ends with the pause.
            if digit != "#" { _ = keypad.pressed(digit, at: now) }
            return .wait
        case .live:
            live?.silence.callerHeard(at: now)
            guard let row = keypad.pressed(digit, at: now) else { return .wait }
            return typed(row, at: now)
        case .leaving, .ended:
            return .ignore
        }
    }

    /// A row of digits is complete.
    mutating func typed(_ row: String, at now: CallInstant) -> OnDigit {
        if terms.zeroMeansHuman, row == "0", let number = terms.humanNumber {
            return .human(ask: leave(.transfer(to: TransferOrder(number)), at: now))
        }
        return .typed(row, ask: live?.gate.want(.afterDigits, at: now))
    }

    /// `stop` arrived: the caller hung up, or the carrier took the call elsewhere.
    package mutating func streamStopped() -> Termination? {
        if case .awaitingStart = state { return end(.protocolFault(.beforeStart("stop"))) }
        return end(.callerHungUp)
    }

    /// Media arrived that is not base64: it is dropped, and after ``brokenPayloads`` the stream is given up.
    /// - Returns: the end, if this is one too many.
    package mutating func brokenMediaArrived() -> Termination? {
        figures.framesBroken += 1
        return figures.framesBroken > Self.brokenPayloads ? end(.protocolFault(.badPayloads)) : nil
    }

    /// The media socket is gone without a `stop`.
    package mutating func callerSocketClosed() -> Termination? {
        callerLost(.callerSocketLost)
    }

    /// The caller's line is gone. While leaving, the end is the one that was meant: a caller who was to be put through
    /// still is, and one who was said goodbye to is not called back into the conversation.
    mutating func callerLost(_ reason: Termination.Reason) -> Termination? {
        if case .leaving(_, let goodbye) = state { return end(goodbye.cause.termination.reason) }
        return end(reason)
    }
}
