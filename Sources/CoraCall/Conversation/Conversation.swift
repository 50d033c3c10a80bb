/// The value that knows a call: where it is, what was said, what was promised, which tools run, what was measured.
///
/// Pure: no socket, no clock, no audio. What happens comes in through ``take(_:at:)``, one method an event, or, for
/// audio, through methods of fixed-size results; what is to be done comes out as ``CallEffect``s in their order. Events
/// can lead to several effects (a barge-in clears the line, cuts items, takes turns down), so they are queued here and
/// drained by the core: a result an event would be a list each time. Loop-bound.
package struct Conversation: Sendable {
    /// Where the call is and what that allows.
    package internal(set) var machine: CallStateMachine
    /// The call's ticket; nil until it was redeemed.
    package internal(set) var ticket: CallTicket?
    /// What was said.
    var transcript = Transcript()
    /// What the agent is saying.
    var speech = AgentSpeech()
    /// What tools there are, and what each means.
    let catalog: ToolCatalog
    /// What the agent claims.
    var commitments: CommitmentWatch
    /// Times the exchanges.
    var turnClock = TurnClock()
    /// What happened, for people who look.
    var timeline = CallTimeline()
    /// The model's socket.
    var modelSocket = CallSnapshot.Socket.dialling
    /// When the model was dialled; nil before.
    var dialledAt: CallInstant?
    /// Line audio that the model was given, in bytes: its own positions count milliseconds of it.
    var given = 0
    /// Whether the caller was sent any audio.
    var firstAudioIsOut = false
    /// Sequence number of the carrier's last frame.
    var lastSequence = 0
    /// Items that we made for what callers typed.
    var typedItems = 0
    /// A barge-in whose line is being cleared.
    var bargeIn: BargeIn?
    /// Milliseconds of the greeting that is played from a recording.
    var greetingMilliseconds = 0

    /// When the caller began to speak over the agent, and when the model told us.
    struct BargeIn: Sendable, Equatable {
        var onset: CallInstant
        var noticed: CallInstant
    }

    /// What is to be done, in order; taken by the core.
    private var effects: [CallEffect] = []
    private var nextEffect = 0

    /// - Parameters:
    ///   - limits: bounds that are the instance's.
    ///   - abilities: what the caller's leg can do.
    ///   - catalog: what tools there are, and what each means.
    package init(
        limits: CallStateMachine.Limits = .init(), leg abilities: LegAbilities = .all, tools catalog: ToolCatalog,
        at now: CallInstant
    ) {
        self.catalog = catalog
        commitments = CommitmentWatch(catalog)
        machine = CallStateMachine(limits: limits, leg: abilities, at: now)
    }

    /// Something happened.
    package mutating func take(_ event: CallEvent, at now: CallInstant) {
        switch event {
        case .legStarted(let claim): legStarted(claim, at: now)
        case .ticketRedeemed(let ticket, let greeting): ticketRedeemed(ticket, greeting, at: now)
        case .ticketRefused(let refusal): end(.ticketRefused(refusal), at: now)
        case .markReturned(let mark): markReturned(mark, at: now)
        case .digitPressed(let digit): carryOut(machine.digitPressed(digit, at: now), at: now)
        case .brokenMedia(let why): brokenMedia(why, at: now)
        case .unknownFromCaller: machine.figures.unknownMessages += 1
        case .callerFault(let fault): end(.protocolFault(fault), at: now)
        case .callerHungUp: finish(machine.streamStopped(), at: now)
        case .callerGone: finish(machine.callerSocketClosed(), at: now)
        case .modelOpened: modelOpened(at: now)
        case .sessionReady: sessionReady(at: now)
        case .responseCreated(let id): responseCreated(id, at: now)
        case .agentBegan(let item): transcript.agentBegan(item)
        case .agentWords(let item, let text): speech.words(item, text)
        case .agentSaid(let item, let text, let event): speech.said(item, text, event)
        case .agentItemDone(let item, let text): agentItemDone(item, text, at: now)
        case .speechStarted(let item, let start): speechStarted(item, start, at: now)
        case .speechStopped(let item, let end): speechStopped(item, end, at: now)
        case .callerCommitted(let item): transcript.callerCommitted(item)
        case .callerSaid(let item, let text, let event, let bill): callerSaid(item, text, event, bill)
        case .toolCalled(let id, let name, let arguments): toolCalled(id, name, arguments, at: now)
        case .remoteToolRan(let name): machine.tools.ranElsewhere(name)
        case .responseDone(let id, let outcome, let spoken, let usage):
            responseDone(id, outcome, spoken, usage, at: now)
        case .requestRefused: machine.requestRefused(at: now)
        case .requestFailed(let why): finish(machine.requestFailed(why, at: now), at: now)
        case .unknownFromModel: machine.figures.unknownMessages += 1
        case .allowance(let allowance): observe(.allowance(allowance))
        case .modelLost(let why): modelLost(why, at: now)
        case .toolFinished(let invocation, let outcome, let took): toolFinished(invocation, outcome, took, at: now)
        case .leave(let cause): leave(cause, at: now)
        case .end(let reason): end(reason, at: now)
        case .moved(let order, let outcome): moved(order, outcome)
        }
    }

    // MARK: Effects

    /// Whether something is to be done. Audio path: one comparison.
    package var hasEffects: Bool { nextEffect < effects.count }

    /// The next thing to be done; nil if there is none.
    package mutating func takeEffect() -> CallEffect? {
        guard hasEffects else { return nil }
        let effect = effects[nextEffect]
        nextEffect += 1
        if !hasEffects {
            effects.removeAll(keepingCapacity: true)
            nextEffect = 0
        }
        return effect
    }

    /// Something is to be done.
    mutating func effect(_ effect: CallEffect) {
        effects.append(effect)
    }

    /// Something is to be taken down. Without a ticket there is no call to take down.
    mutating func record(_ entry: CallRecord) {
        if ticket != nil { effect(.record(entry)) }
    }

    /// Something was measured.
    mutating func observe(_ observation: CallObservation) {
        if ticket != nil { effect(.observe(observation)) }
    }

    /// Something happened that people who look at the call want to know.
    mutating func note(_ what: String, _ detail: String? = nil, at now: CallInstant) {
        timeline.note(what, detail, at: now)
    }

    /// Something is to be told to the model.
    mutating func tell(_ order: ModelOrder) {
        effect(.tell(order))
    }

    /// The model is to speak, once what it needs for that was told.
    mutating func ask(_ request: ResponseRequest?) {
        guard let request else { return }
        if let direction = Directions.item(for: request, greeting: ticket?.greeting ?? "") {
            tell(.say(.system, direction))
        }
        tell(.respond(toolsForbidden: request == .whileToolsRun))
    }
}
