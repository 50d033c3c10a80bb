import CoraCall
import CoraTenant
import Testing

/// Every event in every state, as a whole call takes it: what is to be done, and where the call is then. An event without
/// a row does not compile.
@Suite struct ConversationTableTests {
    @Test(arguments: CallEvent.Kind.allCases)
    func `every event has its effects in every state`(kind: CallEvent.Kind) {
        for place in Place.allCases {
            var call = ConversationDriver.make(in: place)
            let before = call.conversation.machine.state.phase
            let event = kind.sample
            #expect(event.kind == kind)
            let done = call.take(event)
            let after = call.conversation.machine.state.phase
            let cell = kind.row[place]
            #expect(done == cell.done, "\(kind) in \(place)")
            #expect(after == (cell.phase ?? before), "\(kind) in \(place)")
        }
    }

    @Test(arguments: CallEvent.Kind.allCases)
    func `a call that is over stays over, and is let go once`(kind: CallEvent.Kind) {
        var call = ConversationDriver.make(in: .ended)
        let termination = call.conversation.termination
        let done = call.take(kind.sample)

        #expect(call.conversation.termination == termination)
        #expect(call.conversation.nextDeadline == nil)
        #expect(!done.contains { if case .finish = $0 { true } else { false } })
    }
}

/// What an event leads to, without logs and measures, and with records by kind.
enum Done: Equatable {
    enum Kept: Equatable {
        case started, tool, claim, usage, transcription, page, ended
        case turn(String)
        case transfer(TransferStep.Status)
    }

    case redeem, playGreeting, clear, mark, dropModel, dropSuccessor, dialSuccessor, takeOver, repeatLast, keepTurn
    case turnSettled, releaseHeld, addSilence, recordGreeting, closeCaller
    case greetingDone(Bool)
    case dial(ModelRoute)
    case play(Phrase)
    case holdCaller(Bool)
    case tell(ModelOrder)
    case run(String)
    case record(Kept)
    case finish(Termination.Reason)

    init?(_ effect: CallEffect) {
        switch effect {
        case .redeem: self = .redeem
        case .playGreeting: self = .playGreeting
        case .clear: self = .clear
        case .mark: self = .mark
        case .dial(let route): self = .dial(route)
        case .dropModel: self = .dropModel
        case .dialSuccessor: self = .dialSuccessor
        case .dropSuccessor: self = .dropSuccessor
        case .takeOver: self = .takeOver
        case .repeatLast: self = .repeatLast
        case .play(let phrase): self = .play(phrase)
        case .keepTurn: self = .keepTurn
        case .turnSettled: self = .turnSettled
        case .holdCaller(let replays): self = .holdCaller(replays)
        case .tell(let order): self = .tell(order)
        case .releaseHeld: self = .releaseHeld
        case .addSilence: self = .addSilence
        case .recordGreeting: self = .recordGreeting
        case .greetingDone(let isWhole): self = .greetingDone(isWhole)
        case .run(let invocation): self = .run(invocation.name)
        case .record(let entry): self = .record(Kept(entry))
        case .finish(let termination, _, _): self = .finish(termination.reason)
        case .closeCaller: self = .closeCaller
        case .observe, .observeEnd, .log, .show: return nil
        }
    }
}

extension Done.Kept {
    fileprivate init(_ entry: CallRecord) {
        switch entry {
        case .started: self = .started
        case .turn(let turn): self = .turn(turn.text)
        case .tool: self = .tool
        case .transfer(let step): self = .transfer(step.status)
        case .claim: self = .claim
        case .usage: self = .usage
        case .transcription: self = .transcription
        case .page: self = .page
        case .ended: self = .ended
        }
    }
}

/// Drives a whole call by its events.
struct ConversationDriver: ~Copyable {
    var conversation: Conversation
    var now = CallInstant(nanoseconds: 1_000_000_000)

    static let ticket = CallTicket(
        callSID: "CA1", callID: "call-1", tenant: CallDriver.tenant(zeroMeansHuman: true),
        callerNumber: "+15550123", dialledNumber: "+15550100")
    static let claim = TicketClaim(token: "t", callSID: "CA1")

    private init() {
        conversation = Conversation(tools: ToolCatalog([]), at: now)
    }

    /// The same places as ``CallDriver``: `live` has a response `R1` with a second of its item `A1` on the line, unheard.
    static func make(in place: Place) -> ConversationDriver {
        var call = ConversationDriver()
        guard place != .awaitingStart else { return call }
        _ = call.take(.legStarted(claim))
        guard place != .redeeming else { return call }
        _ = call.take(.ticketRedeemed(ticket, greeting: .model))
        guard place != .connecting else { return call }
        for event: CallEvent in [
            .modelOpened, .sessionReady, .responseCreated(id: "R0"),
            .responseDone(id: "R0", .completed, spoken: "", nil), .responseCreated(id: "R1"), .agentBegan(item: "A1"),
        ] {
            _ = call.take(event)
        }
        _ = call.conversation.audioBegan(item: "A1", response: "R1", at: call.now)
        for _ in 0..<10 {
            _ = call.conversation.audioArrived(bytes: 800)
            _ = call.conversation.audioPlayed(bytes: 800, at: call.now)
        }
        switch place {
        case .recovering: _ = call.take(.modelLost(ModelLoss("lost")))
        case .yielding: _ = call.take(.toolCalled(id: "bye", name: EndCallTool.name, arguments: "{}", response: "R1"))
        case .firm: _ = call.take(.leave(.durationLimit))
        case .ended: _ = call.take(.callerHungUp)
        case .awaitingStart, .redeeming, .connecting, .live: break
        }
        return call
    }

    /// Takes an event.
    /// - Returns: what is to be done, but for logs and measures.
    mutating func take(_ event: CallEvent) -> [Done] {
        conversation.take(event, at: now)
        var done: [Done] = []
        while let effect = conversation.takeEffect() { if let step = Done(effect) { done.append(step) } }
        return done
    }
}
