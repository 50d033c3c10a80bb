import CoraCall
import CoraTenant

extension CallEvent {
    /// The events by name, so that the table can walk them.
    enum Kind: CaseIterable {
        case legStarted, ticketRedeemed, ticketRefused, markReturned, heard, pageMeasured, digitPressed, brokenMedia,
            unknownFromCaller
        case callerFault, callerHungUp, callerGone
        case modelOpened, sessionReady, sessionKept, playback, successorReady, successorLost, responseCreated,
            agentBegan, agentWords,
            agentSaid, agentItemDone, agentWrote
        case speechStarted, speechStopped, callerCommitted, callerWords, callerSaid, callerNotUnderstood, toolCalled,
            toolCallCutOff
        case remoteToolCalled, remoteToolEnded, responseDone
        case requestRefused, requestFailed, unknownFromModel, allowance, modelLost
        case toolFinished, leave, end, moved
    }

    var kind: Kind {
        switch self {
        case .legStarted: .legStarted
        case .ticketRedeemed: .ticketRedeemed
        case .ticketRefused: .ticketRefused
        case .markReturned: .markReturned
        case .heard: .heard
        case .pageMeasured: .pageMeasured
        case .digitPressed: .digitPressed
        case .brokenMedia: .brokenMedia
        case .unknownFromCaller: .unknownFromCaller
        case .callerFault: .callerFault
        case .callerHungUp: .callerHungUp
        case .callerGone: .callerGone
        case .modelOpened: .modelOpened
        case .sessionReady: .sessionReady
        case .sessionKept: .sessionKept
        case .playback: .playback
        case .successorReady: .successorReady
        case .successorLost: .successorLost
        case .responseCreated: .responseCreated
        case .agentBegan: .agentBegan
        case .agentWords: .agentWords
        case .agentSaid: .agentSaid
        case .agentItemDone: .agentItemDone
        case .agentWrote: .agentWrote
        case .speechStarted: .speechStarted
        case .speechStopped: .speechStopped
        case .callerCommitted: .callerCommitted
        case .callerWords: .callerWords
        case .callerSaid: .callerSaid
        case .callerNotUnderstood: .callerNotUnderstood
        case .toolCalled: .toolCalled
        case .toolCallCutOff: .toolCallCutOff
        case .remoteToolCalled: .remoteToolCalled
        case .remoteToolEnded: .remoteToolEnded
        case .responseDone: .responseDone
        case .requestRefused: .requestRefused
        case .requestFailed: .requestFailed
        case .unknownFromModel: .unknownFromModel
        case .allowance: .allowance
        case .modelLost: .modelLost
        case .toolFinished: .toolFinished
        case .leave: .leave
        case .end: .end
        case .moved: .moved
        }
    }
}

/// What an event leads to in one state.
struct Cell {
    var done: [Done] = []
    /// Where the call is then; nil where it was.
    var phase: CallPhase?

    /// Nothing is done.
    static let nothing = Cell()
    /// This is done, and the call stays where it was.
    static func does(_ done: Done...) -> Cell { Cell(done: done) }
    /// This is done, and the call moves.
    static func moves(_ phase: CallPhase, _ done: Done...) -> Cell { Cell(done: done, phase: phase) }
    /// The call ends before it has a ticket.
    static func drops(_ reason: Termination.Reason) -> Cell { Cell(done: [.finish(reason)], phase: .ended) }
    /// The call ends and is taken down.
    static func ends(_ reason: Termination.Reason) -> Cell {
        Cell(done: [.record(.ended), .finish(reason)], phase: .ended)
    }
}

/// One event in every state.
struct Row {
    private let cells: [Place: Cell]

    init(
        _ awaitingStart: Cell, _ redeeming: Cell, _ connecting: Cell, live: Cell, recovering: Cell, yielding: Cell,
        firm: Cell, ended: Cell = .nothing
    ) {
        cells = [
            .awaitingStart: awaitingStart, .redeeming: redeeming, .connecting: connecting, .live: live,
            .recovering: recovering, .yielding: yielding, .firm: firm, .ended: ended,
        ]
    }

    /// Nothing is done, in any state.
    static let nothing = all(.nothing)
    static func all(_ cell: Cell) -> Row {
        Row(cell, cell, cell, live: cell, recovering: cell, yielding: cell, firm: cell, ended: cell)
    }
    /// The call ends for this reason, wherever it is.
    static func ends(_ reason: Termination.Reason) -> Row {
        Row(
            .drops(reason), .drops(reason), .ends(reason), live: .ends(reason), recovering: .ends(reason),
            yielding: .ends(reason), firm: .ends(reason))
    }

    subscript(place: Place) -> Cell { cells[place] ?? .nothing }
}

extension CallEvent.Kind {
    private static let order = TransferOrder("+15550177")
    private static let text = ModelEvent(type: "t", raw: "{}")
    private static let look = ToolInvocation(id: "c1", name: "look", arguments: "{}")
    private static let goodbye = Done.tell(
        .say(.system, Directions.item(for: .goodbye(.durationLimit), on: ConversationDriver.ticket) ?? ""))
    private static let cutA1 = Done.tell(.truncate(item: "A1", milliseconds: 0))
    /// The session takes over: it is told what was said, and asked for what is owed.
    private static let goesOn = Cell.moves(
        .live, .tell(.say(.system, Directions.goOn)), .releaseHeld, .tell(.respond(toolsForbidden: false)))
    private static let greet = Done.tell(
        .say(.system, Directions.item(for: .greeting, on: ConversationDriver.ticket) ?? ""))

    /// An event of this kind.
    var sample: CallEvent {
        switch self {
        case .legStarted: .legStarted(ConversationDriver.claim)
        case .ticketRedeemed: .ticketRedeemed(ConversationDriver.ticket, greeting: .model)
        case .ticketRefused: .ticketRefused(.used)
        case .markReturned: .markReturned(1)
        case .heard: .heard(bytes: 0)
        case .pageMeasured: .pageMeasured(PageFigures())
        case .digitPressed: .digitPressed("7")
        case .brokenMedia: .brokenMedia("why")
        case .unknownFromCaller: .unknownFromCaller
        case .callerFault: .callerFault(.binaryFrame)
        case .callerHungUp: .callerHungUp
        case .callerGone: .callerGone
        case .modelOpened: .modelOpened
        case .sessionReady: .sessionReady
        case .sessionKept: .sessionKept
        case .playback: .playback(.ended(response: "R1"))
        case .successorReady: .successorReady
        case .successorLost: .successorLost
        case .responseCreated: .responseCreated(id: "R2")
        case .agentBegan: .agentBegan(item: "A2")
        case .agentWords: .agentWords(item: "A2", "Yes")
        case .agentSaid: .agentSaid(item: "A2", "Yes.", Self.text)
        case .agentItemDone: .agentItemDone(item: "A1", text: "Yes.")
        case .speechStarted: .speechStarted(item: "U1", milliseconds: 0)
        case .speechStopped: .speechStopped(item: "U1", milliseconds: 500)
        case .callerCommitted: .callerCommitted(item: "U1")
        case .callerWords: .callerWords(item: "U1", "Hi")
        case .callerSaid:
            .callerSaid(item: "U1", "Hi.", Self.text, TranscriptionBill(TranscriptionCount(), countsTokens: true))
        case .agentWrote: .agentWrote(item: "A2", text: "Yes.")
        case .callerNotUnderstood: .callerNotUnderstood(item: "U9")
        case .toolCalled: .toolCalled(id: "c1", name: "look", arguments: "{}", response: "R1")
        case .toolCallCutOff: .toolCallCutOff(id: "c2")
        case .remoteToolCalled: .remoteToolCalled(item: "m1")
        case .remoteToolEnded: .remoteToolEnded(item: "m1", succeeded: true)
        case .responseDone: .responseDone(id: "R1", .completed, spoken: "Yes.", ResponseUsage())
        case .requestRefused: .requestRefused
        case .requestFailed: .requestFailed("why")
        case .unknownFromModel: .unknownFromModel
        case .allowance: .allowance(ModelAllowance(name: "tokens", limit: 1, remaining: 1, reset: .zero))
        case .modelLost: .modelLost(ModelLoss("why"))
        case .toolFinished: .toolFinished(Self.look, ToolOutcome(envelope: "{}", succeeded: true), took: .zero)
        case .leave: .leave(.transfer(to: Self.order))
        case .end: .end(.poisoned("why"))
        case .moved: .moved(Self.order, .moved)
        }
    }

    /// What it leads to in every state.
    var row: Row {
        let second = Termination.Reason.protocolFault(.secondStart)
        switch self {
        case .legStarted:
            return Row(
                .moves(.redeeming, .redeem), .drops(second), .ends(second), live: .ends(second),
                recovering: .ends(second), yielding: .ends(second), firm: .ends(second))
        case .ticketRedeemed:
            return Row(
                .nothing, .moves(.connecting, .record(.started), .dial(.own)), .nothing, live: .nothing,
                recovering: .nothing, yielding: .nothing,
                firm: .nothing, ended: .does(.record(.started), .record(.ended)))
        case .ticketRefused: return .ends(.ticketRefused(.used))
        case .markReturned, .heard, .pageMeasured: return .nothing
        case .digitPressed:
            let early = Termination.Reason.protocolFault(.beforeStart("dtmf"))
            // A key cuts the agent as speech does.
            let cancel = Done.tell(.cancel(response: "R1"))
            return Row(
                .drops(early), .nothing, .nothing, live: .does(cancel, .clear, Self.cutA1), recovering: .nothing,
                yielding: .moves(.live, cancel, .clear, Self.cutA1, .tell(.say(.system, Directions.lineStaysOpen))),
                firm: .nothing)
        case .brokenMedia, .unknownFromCaller: return .nothing
        case .callerFault: return .ends(.protocolFault(.binaryFrame))
        case .callerHungUp:
            let hungUp = Cell.ends(.callerHungUp)
            return Row(
                .drops(.protocolFault(.beforeStart("stop"))), .drops(.callerHungUp), hungUp, live: hungUp,
                recovering: hungUp, yielding: hungUp, firm: hungUp)
        case .callerGone:
            return Row(
                .drops(.callerSocketLost), .drops(.callerSocketLost), .ends(.callerSocketLost),
                live: .ends(.callerSocketLost), recovering: .ends(.callerSocketLost), yielding: .ends(.agentEnded),
                firm: .ends(.durationLimit))

        // MARK: The model's leg
        case .modelOpened:
            return Row(
                .nothing, .nothing, .does(.tell(.configure)), live: .nothing, recovering: .does(.tell(.configure)),
                yielding: .nothing, firm: .nothing)
        case .sessionReady:
            return Row(
                .nothing, .nothing,
                .moves(.live, Self.greet, .tell(.respond(toolsForbidden: false)), .releaseHeld),
                live: .nothing, recovering: Self.goesOn, yielding: .nothing, firm: .nothing)
        case .sessionKept:
            // The session knows the conversation: it is only asked for what is owed.
            let asks = Cell.moves(.live, .tell(.respond(toolsForbidden: false)))
            return Row(
                .nothing, .nothing, .nothing, live: .nothing, recovering: asks, yielding: .nothing, firm: .nothing)
        // A telephone's audio passes through us.
        case .playback: return .nothing
        case .successorLost: return .all(.does(.dropSuccessor))
        case .successorReady, .responseCreated, .agentBegan, .agentWords, .agentSaid: return .nothing
        case .agentItemDone:
            // What is not on the line has been heard; in `live` and after it a second is still to be heard.
            let heard = Cell.does(.record(.turn("Yes.")))
            return Row(
                .nothing, .nothing, heard, live: .nothing, recovering: .nothing, yielding: .nothing, firm: .nothing)
        case .speechStarted:
            return Row(
                .nothing, .nothing, .nothing, live: .does(.keepTurn, .clear, Self.cutA1),
                recovering: .nothing,
                yielding: .moves(
                    .live, .keepTurn, .clear, Self.cutA1, .tell(.say(.system, Directions.lineStaysOpen))),
                firm: .does(.keepTurn))
        case .speechStopped, .callerCommitted, .callerWords: return .nothing
        case .callerSaid:
            let said = Cell.does(.record(.turn("Hi.")), .record(.transcription))
            // Without a session nothing is kept for it.
            let settled = Cell.does(.record(.turn("Hi.")), .turnSettled, .record(.transcription))
            return Row(
                .nothing, .nothing, said, live: settled, recovering: said, yielding: settled, firm: settled, ended: said
            )
        case .toolCalled:
            let runs = Cell.does(.run("look"))
            // A tool that states nothing may write: the caller has to hear what came of it before the line closes.
            let stays = Cell.moves(.live, .run("look"), .tell(.say(.system, Directions.staysForTool)))
            return Row(.nothing, .nothing, .nothing, live: runs, recovering: .nothing, yielding: stays, firm: runs)
        case .agentWrote:
            // Written, not said: recorded as not heard, and taken from the model's conversation.
            let removed = Cell.does(.tell(.delete(item: "A2")))
            let written = Cell.does(.record(.turn("Yes.")), .tell(.delete(item: "A2")))
            return Row(
                removed, removed, written, live: written, recovering: written, yielding: written, firm: written,
                ended: written)
        case .callerNotUnderstood, .toolCallCutOff, .remoteToolCalled, .remoteToolEnded: return .nothing
        case .responseDone:
            let bill = Cell.does(.record(.usage))
            return Row(
                .nothing, .nothing, bill, live: bill, recovering: bill, yielding: bill,
                firm: .does(.record(.usage), Self.goodbye, .tell(.respond(toolsForbidden: false))), ended: bill)
        case .requestRefused, .requestFailed, .unknownFromModel, .allowance: return .nothing
        case .modelLost:
            let unavailable = Termination.Reason.modelUnavailable("why")
            let waits = Cell.does(.holdCaller(false), .dropModel)
            return Row(
                .drops(unavailable), .drops(unavailable), .does(.dropModel),
                live: .moves(.recovering, .holdCaller(false), .dropModel, .dial(.own)),
                recovering: .does(.dropModel), yielding: waits, firm: waits)

        // MARK: Tools, and those outside
        case .toolFinished: return .nothing
        case .leave:
            // A transfer outranks both goodbyes; it is asked for when the response that is made is done.
            let end = Termination.Reason.transferred(to: Self.order)
            let leaves = Cell.moves(.leaving, .record(.transfer(.requested)))
            return Row(
                .drops(end), .drops(end), .ends(end), live: leaves,
                recovering: .moves(.leaving, .record(.transfer(.requested)), .play(.puttingThrough)),
                yielding: leaves, firm: leaves)
        case .end: return .ends(.poisoned("why"))
        case .moved:
            let closes = Cell.does(.closeCaller, .record(.transfer(.dialled)))
            return Row(
                .does(.closeCaller), .does(.closeCaller), closes, live: closes, recovering: closes, yielding: closes,
                firm: closes,
                ended: closes)
        }
    }
}
