/// The table: what each event is answered with in each state, and where the call is then, if it moved. An event
/// without a row, or a row without a cell, does not compile.
extension MachineEvent {
    var answers: [Place: String] {
        switch self {
        // MARK: The carrier's side
        case .streamStarted:
            row(
                "redeem → redeeming", "end(protocol_fault: a second start message) → ended",
                "end(protocol_fault: a second start message) → ended",
                live: "end(protocol_fault: a second start message) → ended",
                recovering: "end(protocol_fault: a second start message) → ended",
                yielding: "end(protocol_fault: a second start message) → ended",
                firm: "end(protocol_fault: a second start message) → ended", ended: "ignore")
        case .ticketRedeemed:
            row(
                "ignore", "open → connecting", "ignore", live: "ignore", recovering: "ignore", yielding: "ignore",
                firm: "ignore",
                ended: "ignore")
        case .mediaArrived:
            row(
                "end(protocol_fault: media before start) → ended", "hold", "hold",
                live: "forward(0)", recovering: "hold", yielding: "forward(0)", firm: "forward(0)", ended: "drop")
        case .markReturned:
            row(
                "stray", "stray", "stray", live: "playing", recovering: "playing", yielding: "playing", firm: "playing",
                ended: "playing")
        case .strayMark:
            row(
                "stray", "stray", "stray", live: "stray", recovering: "stray", yielding: "stray", firm: "stray",
                ended: "stray")
        case .digitPressed:
            row(
                "end(protocol_fault: dtmf before start) → ended", "wait", "wait",
                live: "wait", recovering: "wait", yielding: "ignore", firm: "ignore", ended: "ignore")
        case .hashPressed:
            row(
                "ignore → ended", "wait", "wait",
                live: "typed(\"7\", ask: nil)", recovering: "typed(\"7\", ask: nil)", yielding: "ignore",
                firm: "ignore", ended: "ignore")
        case .streamStopped:
            row(
                "protocol_fault: stop before start → ended", "caller_hung_up → ended", "caller_hung_up → ended",
                live: "caller_hung_up → ended", recovering: "caller_hung_up → ended",
                yielding: "caller_hung_up → ended", firm: "caller_hung_up → ended",
                ended: "nil")
        case .callerSocketClosed:
            row(
                "caller_socket_lost → ended", "caller_socket_lost → ended", "caller_socket_lost → ended",
                live: "caller_socket_lost → ended",
                recovering: "caller_socket_lost → ended", yielding: "agent_ended → ended",
                firm: "duration_limit → ended", ended: "nil")

        // MARK: The model's side
        case .sessionReady:
            row(
                "ignore", "ignore", "begin(seedGreeting: false, ask: Optional(greeting)) → live",
                live: "ignore", recovering: "ignore", yielding: "ignore", firm: "ignore", ended: "ignore")
        case .responseCreated: row("-", "-", "-", live: "-", recovering: "-", yielding: "-", firm: "-", ended: "-")
        case .audioBegan:
            row("drop", "drop", "drop", live: "play", recovering: "drop", yielding: "play", firm: "play", ended: "drop")
        case .audioPlayed:
            row("done", "done", "done", live: "done", recovering: "done", yielding: "done", firm: "done", ended: "done")
        case .audioFinished:
            row("nil", "nil", "nil", live: "6", recovering: "nil", yielding: "6", firm: "6", ended: "nil")
        case .speechStarted:
            row(
                "ignore", "ignore", "ignore",
                live: "bargeIn(\(Self.wholeCut))", recovering: "ignore",
                yielding: "takeBack(Optional(\(Self.wholeCut))) → live",
                firm: "ignore", ended: "ignore")
        case .speechStopped: row("-", "-", "-", live: "-", recovering: "-", yielding: "-", firm: "-", ended: "-")
        case .requestRefused: row("-", "-", "-", live: "-", recovering: "-", yielding: "-", firm: "-", ended: "-")
        case .requestFailed:
            row("nil", "nil", "nil", live: "nil", recovering: "nil", yielding: "nil", firm: "nil", ended: "nil")
        case .doneCompleted:
            row(
                "rest", "rest", "rest",
                live: "rest", recovering: "rest", yielding: "rest", firm: "ask(goodbye(Goodbye.Cause.durationLimit))",
                ended: "rest")
        case .doneCancelled:
            row(
                "rest", "rest", "rest",
                live: "rest", recovering: "rest", yielding: "rest", firm: "ask(goodbye(Goodbye.Cause.durationLimit))",
                ended: "rest")
        case .doneFailed:
            row(
                "rest", "rest", "rest",
                live: "ask(retry)", recovering: "rest", yielding: "rest",
                firm: "ask(goodbye(Goodbye.Cause.durationLimit))",
                ended: "rest")
        case .doneFailedForGood:
            row(
                "rest", "rest", "rest",
                live: "\(Self.lost).end(model_lost: why)) → ended", recovering: "rest",
                yielding: "\(Self.lost).wait)", firm: "\(Self.lost).wait)", ended: "rest")
        case .endCallCalled:
            row(
                "ignore", "ignore", "ignore",
                live: "endCall → leaving", recovering: "ignore", yielding: "endCall", firm: "endCall", ended: "ignore")
        case .toolCalled:
            row(
                "ignore", "ignore", "ignore", live: "run", recovering: "ignore", yielding: "run", firm: "run",
                ended: "ignore")
        case .toolFinished:
            row("nil", "nil", "nil", live: "nil", recovering: "nil", yielding: "nil", firm: "nil", ended: "nil")
        case .claimMade:
            row(
                "ignore", "ignore", "ignore",
                live: "correct(lineStaysOpen: false, ask: nil)",
                recovering: "ignore", yielding: "correct(lineStaysOpen: true, ask: nil) → live", firm: "note",
                ended: "ignore")
        case .modelLost:
            row(
                "end(model_unavailable: why) → ended", "end(model_unavailable: why) → ended", "wait",
                live: "dial(ModelRoute.own) → recovering", recovering: "wait", yielding: "wait", firm: "wait",
                ended: "wait")

        // MARK: Time, and those outside
        case .deadlineReached:
            row(
                "end(protocol_fault: no start message in time) → ended",
                "end(poisoned: the ticket was not redeemed in time) → ended",
                "model(OnModelLost.end(model_unavailable: no session within the time allowed)) → ended",
                live: "end(caller_media_lost) → ended", recovering: "end(caller_media_lost) → ended",
                yielding: "end(agent_ended) → ended",
                firm: "end(duration_limit) → ended", ended: "nil")
        case .leaveFor:
            row(
                "end(drained) → ended", "end(drained) → ended", "end(drained) → ended",
                live: "nil → leaving", recovering: "model(OnModelLost.say(Phrase.hold)) → leaving", yielding: "nil",
                firm: "nil", ended: "nil")
        case .end:
            row(
                "poisoned: why → ended", "poisoned: why → ended", "poisoned: why → ended",
                live: "poisoned: why → ended", recovering: "poisoned: why → ended", yielding: "poisoned: why → ended",
                firm: "poisoned: why → ended",
                ended: "nil")
        }
    }

    /// Nothing of the second that is on the line was heard.
    private static var wholeCut: String {
        "Cut(pieces: [Cut.Piece(item: \"A1\", heardMilliseconds: 0)], unheard: CallDuration(nanoseconds: 1000000000))"
    }

    /// The session is lost, and dialling the same model again is of no use.
    private static var lost: String {
        "lost(ModelLoss(why: \"why\", mayDialAgain: false, wait: CallDuration(nanoseconds: 0)), OnModelLost"
    }

    private func row(
        _ awaitingStart: String, _ redeeming: String, _ connecting: String, live: String, recovering: String,
        yielding: String, firm: String, ended: String
    ) -> [Place: String] {
        [
            .awaitingStart: awaitingStart, .redeeming: redeeming, .connecting: connecting, .live: live,
            .recovering: recovering, .yielding: yielding, .firm: firm, .ended: ended,
        ]
    }
}
