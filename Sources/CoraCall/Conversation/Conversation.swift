package import CoraTenant

/// Everything a call knows: where it is, what was said, what was promised, which tools run, what was measured.
///
/// Pure: no socket, no clock, no audio. Events come in through ``take(_:at:)``; audio comes in through methods of its
/// own, whose results have a fixed size. What to do comes out as ``CallEffect``s. One event can lead to several effects
/// (a barge-in clears the line, cuts items and records turns), so they are queued here, and the core takes them one by
/// one: returning them would make a list for each event. It is not copyable because a call has one, and because reading it
/// where it is stored in a class would copy it: thirty references, in 1.4 % of a call's processor time. Loop-bound.
package struct Conversation: ~Copyable, Sendable {
    /// Where the call is and what that allows.
    package internal(set) var machine: CallStateMachine
    /// The call's ticket; nil until it is redeemed.
    package internal(set) var ticket: CallTicket?
    /// What was said.
    var transcript = Transcript()
    /// What a new session of the model would be told.
    var memory = SessionMemory()
    /// What the agent is saying.
    var speech = AgentSpeech()
    /// The tools there are, with their traits.
    let catalog: ToolCatalog
    /// Checks what the agent claims.
    var commitments: CommitmentWatch
    /// Measures how long answers take.
    var turnClock = TurnClock()
    /// What happened and when, for the ops pages.
    var timeline = CallTimeline()
    /// The state of the model's socket.
    var modelSocket = CallSnapshot.Socket.dialling
    /// When the model was dialled; nil before.
    var dialledAt: CallInstant?
    /// How much caller audio the model was sent, in bytes of line audio: the positions in its events count milliseconds
    /// of that audio.
    var given = 0
    /// Whether the caller was sent any audio.
    var firstAudioIsOut = false
    /// Sequence number of the carrier's last frame.
    var lastSequence = 0
    /// How many items we made for what the caller typed.
    var typedItems = 0
    /// Tool calls of the response that is being made which were cut off.
    var cutOffCalls: [String] = []
    /// Whether the response that is being made has text in it that was to be speech.
    var hasWritten = false
    /// Whether the next request names audio, because the model has written instead of speaking.
    var namesAudio = false
    /// What is left of the account's tokens, as told last.
    var allowance: ModelAllowance?
    /// What the caller's page told last of what it measured; nil for a telephone.
    var page: PageFigures?
    /// What the call still waits for although it is over.
    var aftermath: Aftermath?
    /// How many phrases were played.
    var phrases = 0
    /// Which model was dialled last, and so serves the call or is about to.
    package internal(set) var route = ModelRoute.own
    /// What the caller said and no session has noticed yet.
    var replay: Replay?
    /// Items on the caller's line that a former session made: this one does not know them.
    var formerItems: [String] = []
    /// A barge-in whose line is being cleared.
    var bargeIn: BargeIn?
    /// How many milliseconds the caller had heard when the model's server stopped playing for them, until it says which
    /// item that cut; nil where nothing waits for that.
    var uncut: Int?
    /// The length of the recorded greeting, in milliseconds.
    var greetingMilliseconds = 0

    /// What the caller said to a session that was lost: its audio goes to the next one.
    struct Replay: Sendable, Equatable {
        /// The turns, without their words: recorded as they are if no session notices them.
        var turns: [Turn]
        /// When a session was given the audio; nil if none was yet.
        var givenAt: CallInstant?
    }

    /// When the caller began to speak over the agent (`onset`), and when the model told us (`noticed`).
    struct BargeIn: Sendable, Equatable {
        var onset: CallInstant
        var noticed: CallInstant
    }

    /// What to do, in order; those from `nextEffect` on the core has not taken yet.
    private var effects: [CallEffect] = []
    private var nextEffect = 0

    /// - Parameters:
    ///   - limits: time limits of the instance.
    ///   - abilities: what the caller's leg can do.
    ///   - catalog: the tools there are, with their traits.
    ///   - now: when the caller's leg opened.
    package init(
        limits: CallStateMachine.Limits = .init(), leg abilities: LegAbilities = .telephone, tools catalog: ToolCatalog,
        at now: CallInstant
    ) {
        self.catalog = catalog
        commitments = CommitmentWatch(catalog)
        machine = CallStateMachine(limits: limits, leg: abilities, at: now)
    }

    /// Takes an event; what to do about it waits in ``takeEffect()``.
    package mutating func take(_ event: CallEvent, at now: CallInstant) {
        switch event {
        case .legStarted(let claim): legStarted(claim, at: now)
        case .ticketRedeemed(let ticket, let greeting): ticketRedeemed(ticket, greeting, at: now)
        case .ticketRefused(let refusal): end(.ticketRefused(refusal), at: now)
        case .markReturned(let mark): markReturned(mark, at: now)
        case .heard(let position): machine.playbackReported(position, at: now)
        case .pageMeasured(let figures): pageMeasured(figures)
        case .digitPressed(let digit): digitPressed(digit, at: now)
        case .brokenMedia(let why): brokenMedia(why, at: now)
        case .unknownFromCaller: machine.figures.unknownMessages += 1
        case .callerFault(let fault): end(.protocolFault(fault), at: now)
        case .callerHungUp: finish(machine.streamStopped(), at: now)
        case .callerGone: finish(machine.callerSocketClosed(), at: now)
        case .modelOpened: modelOpened(at: now)
        case .sessionReady: sessionReady(at: now)
        case .sessionKept: sessionKept(at: now)
        case .successorReady: machine.successor(isSetUp: true, at: now)
        case .successorLost:
            machine.successor(isSetUp: false, at: now)
            effect(.dropSuccessor)
        case .responseCreated(let id): responseCreated(id, at: now)
        case .agentBegan(let item): transcript.agentBegan(item)
        case .agentWords(let item, let text): agentWords(item, text)
        case .agentSaid(let item, let text, let event): speech.said(item, text, event)
        case .agentItemDone(let item, let text): agentItemDone(item, text, at: now)
        case .agentWrote(let item, let text): agentWrote(item, text)
        case .playback(let playback): told(playback, at: now)
        case .speechStarted(let item, let start): speechStarted(item, start, at: now)
        case .speechStopped(let item, let end): speechStopped(item, end, at: now)
        case .callerCommitted(let item): transcript.callerCommitted(item)
        case .callerWords(let item, let text): show(.words(item: item, .user, text))
        case .callerSaid(let item, let text, let event, let bill): callerSaid(item, text, event, bill, at: now)
        case .callerNotUnderstood(let item): callerNotUnderstood(item, at: now)
        case .toolCalled(let id, let name, let arguments, let response):
            toolCalled(id, name, arguments, in: response, at: now)
        case .toolCallCutOff(let id): if cutOffCalls.count < ToolLedger.longest { cutOffCalls.append(id) }
        case .remoteToolCalled(let item): remoteToolCalled(item, at: now)
        case .remoteToolEnded(let item, let succeeded): remoteToolEnded(item, succeeded, at: now)
        case .responseDone(let id, let outcome, let spoken, let usage):
            responseDone(id, outcome, spoken, usage, at: now)
        case .requestRefused: machine.requestRefused(at: now)
        case .requestFailed(let why):
            if let outcome = machine.requestFailed(why, at: now) { modelIsGone(why, outcome, at: now) }
        case .unknownFromModel: machine.figures.unknownMessages += 1
        case .allowance(let allowance): allowanceTold(allowance)
        case .modelLost(let loss): modelLost(loss, at: now)
        case .toolFinished(let invocation, let outcome, let took): toolFinished(invocation, outcome, took, at: now)
        case .leave(let cause): leave(cause, at: now)
        case .end(let reason): end(reason, at: now)
        case .moved(let order, let outcome): moved(order, outcome)
        }
    }

    // MARK: Effects

    /// Whether an effect waits. Audio path: one comparison.
    package var hasEffects: Bool { nextEffect < effects.count }

    /// Takes the next effect; nil if none waits.
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

    /// Queues an effect.
    mutating func effect(_ effect: CallEffect) {
        effects.append(effect)
    }

    /// Records an entry. Without a ticket there is no call to record, and the entry is dropped.
    mutating func record(_ entry: CallRecord) {
        if case .turn(let turn) = entry {
            memory.finished(turn)
            show(.turn(turn))
        }
        if ticket != nil { effect(.record(entry)) }
    }

    /// Shows something to a caller who can read.
    mutating func show(_ what: Shown) {
        if machine.abilities.contains(.shows) { effect(.show(what)) }
    }

    /// Reports a measurement to the observer; dropped without a ticket.
    mutating func observe(_ observation: CallObservation) {
        if ticket != nil { effect(.observe(observation)) }
    }

    /// Notes an event in the call's timeline.
    mutating func note(_ what: String, _ detail: String? = nil, at now: CallInstant) {
        timeline.note(what, detail, at: now)
    }

    /// Tells the model something.
    mutating func tell(_ order: ModelOrder) {
        effect(.tell(order))
    }

    /// Gives the model a direction that still holds in a later session.
    mutating func direct(_ text: String) {
        tell(.say(.system, text))
        memory.directed(text, at: transcript.place)
    }

    /// Asks the model for a response, after the direction that belongs to the request. Does nothing for nil.
    mutating func ask(_ request: ResponseRequest?) {
        guard let request else { return }
        if let direction = ticket.flatMap({ Directions.item(for: request, on: $0) }) {
            tell(.say(.system, direction))
        }
        tell(.respond(toolsForbidden: request == .whileToolsRun, namesAudio: namesAudio))
        namesAudio = false
    }
}
