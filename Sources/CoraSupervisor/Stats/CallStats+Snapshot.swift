package import CoraCall
package import CoraTenant

// Turns what a call says of itself into what the ops routes answer.

extension CallStats {
    /// - Parameters:
    ///   - snapshot: what the call looks like.
    ///   - ticket: whose call it is.
    ///   - wall: the time of day at the snapshot's moment.
    package init(_ snapshot: CallSnapshot, of ticket: CallTicket, wall: WallTime) {
        self.init(
            callSid: ticket.callSID, callId: ticket.callID, tenant: ticket.tenant.id, caller: ticket.callerNumber)
        let age = snapshot.at - snapshot.startedAt
        attempt = ticket.attempt
        state = snapshot.phase.rawValue
        why = snapshot.why
        startedAt = wall.milliseconds - Int64(age.milliseconds)
        durationMs = Int64(age.milliseconds)
        turns = snapshot.answered
        lastTurnMs = snapshot.lastTurn?.fractionalMilliseconds
        slowestTurnMs = snapshot.slowestTurn?.fractionalMilliseconds
        bargeIns = snapshot.figures.bargeIns
        framesIn = snapshot.figures.framesIn
        framesOut = snapshot.figures.framesOut
        framesDropped = snapshot.figures.framesDropped
        sinceFrameMs = Int64(snapshot.sinceMedia.milliseconds)
        model = snapshot.model
        modelSocket = snapshot.modelSocket.rawValue
        callerSocket = snapshot.callerSocket.rawValue
        channel = ticket.caller.channel.rawValue
        media = snapshot.media?.rawValue
        page = snapshot.page.map(Page.init)
    }
}

extension CallStats.Page {
    /// What a page told, for the ops routes.
    package init(_ figures: PageFigures) {
        self.init()
        firstAudioMs = figures.firstAudio?.milliseconds
        turnMs = figures.turns.map(\.milliseconds)
        bargeInMs = figures.bargeIns.map(\.milliseconds)
        gaps = figures.gaps
        gapMs = figures.gapTime?.milliseconds
        jitterMs = figures.jitter?.milliseconds
        lost = figures.lost
        received = figures.received
        roundTripMs = figures.roundTrip?.milliseconds
        words = figures.inWords
    }
}

extension CallTimelineStats {
    /// - Parameters:
    ///   - detail: what the call remembers.
    ///   - ticket: whose call it is.
    ///   - wall: the time of day at the detail's moment.
    package init(_ detail: CallDetail, of ticket: CallTicket, wall: WallTime) {
        self.init(call: CallStats(detail.snapshot, of: ticket, wall: wall))
        let origin = detail.snapshot.startedAt
        turns = (detail.timeline.turns + [detail.turn].compactMap(\.self)).map { Turn($0, since: origin) }
        tools = detail.tools.map { run in
            Tool(
                name: run.name, beganMs: (run.began - origin).fractionalMilliseconds,
                tookMs: run.took?.fractionalMilliseconds, succeeded: run.succeeded)
        }
        events = detail.timeline.events.map { event in
            Event(atMs: (event.at - origin).fractionalMilliseconds, what: event.what, detail: event.detail)
        }
        queues.callerBytes = detail.queues.callerBytes
        queues.modelBytes = detail.queues.modelBytes
        queues.heldAudioMs = detail.queues.held.milliseconds
        queues.marks = detail.queues.marks
        queues.unheardMs = detail.queues.unheard.milliseconds
    }
}

extension CallTimelineStats.Turn {
    fileprivate init(_ turn: TurnTiming, since origin: CallInstant) {
        func offset(_ moment: CallInstant) -> Double { (moment - origin).fractionalMilliseconds }
        self.init(
            number: turn.number, callerStoppedMs: offset(turn.callerStopped), modelHeardMs: offset(turn.modelHeard),
            toolsMs: turn.tools.fractionalMilliseconds)
        firstDeltaMs = turn.firstDelta.map(offset)
        firstFrameMs = turn.firstFrame.map(offset)
        heardMs = turn.heard.map(offset)
        latencyMs = turn.latency?.fractionalMilliseconds
        cause = turn.cause?.rawValue
    }
}

extension CallDuration {
    /// The duration in milliseconds, exact to the microsecond.
    package var fractionalMilliseconds: Double { Double(nanoseconds / 1000) / 1000 }
}
