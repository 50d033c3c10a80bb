package import CoraTenant

/// Asks the model for one response at a time, and keeps the other requests waiting.
///
/// The API refuses a `response.create` while one is active (`conversation_already_has_active_response`), and with
/// turn detection on it also starts responses by itself. So at most one response is asked for, or awaited after the
/// caller stopped, or active; every other request waits its turn.
package struct ResponseGate: Sendable, Equatable {
    /// Where the default conversation stands.
    package enum State: Sendable, Equatable {
        /// No response is asked for, awaited or being made: one may be asked for.
        case idle
        /// The caller speaks: the model will answer by itself. Speech that has not ended at this moment is taken as it is.
        case callerSpeaking(until: CallInstant)
        /// The caller stopped; the model's own response is due. It is waited for until this moment.
        case awaitingOwn(until: CallInstant)
        /// We asked, for the second time if `isSecond`; `response.created` is due. It is waited for until this moment.
        case asked(ResponseRequest, until: CallInstant, isSecond: Bool = false)
        /// A response is being made; the request is nil if the model began it by itself.
        case active(id: String, ResponseRequest?)
        /// The account's limit is reached: nothing is asked for before this moment.
        case paused(until: CallInstant)
        /// There is no session: nothing can be asked for.
        case noSession
    }

    /// How long a response that has not begun is waited for.
    package static let patience = CallDuration.seconds(5)
    /// How long it is waited for once it was asked for a second time: a mute model is noticed within six seconds.
    package static let lastPatience = CallDuration.milliseconds(900)
    /// How long a caller can speak before what they have said is taken as a turn: a television never stops (the model's
    /// turn detection gives no end).
    package static let longestSpeech = CallDuration.seconds(30)
    /// How many requests may wait at once; equal requests wait once.
    package static let longestQueue = 8

    /// Where the default conversation stands.
    package private(set) var state = State.idle
    private var waiting: [ResponseRequest] = []
    /// What the caller does; kept apart from `state`, because it changes while a response is asked for or made.
    private var caller = Caller.quiet
    /// How many requests were sent a second time, and may be refused because the first one was heard after all.
    private var repeats = 0

    private enum Caller: Sendable, Equatable {
        case quiet
        case speaking
        /// The caller has stopped, and the model has not begun its own response yet.
        case owedAnAnswer
    }

    package init() {}

    /// Whether no response is being made, asked for or awaited, and no request waits.
    package var isIdle: Bool { state == .idle && waiting.isEmpty }

    /// The model's id of the response being made; nil if none is.
    package var activeID: String? {
        if case .active(let id, _) = state { id } else { nil }
    }

    /// When a response that was asked for or is awaited is no longer waited for; nil if neither.
    package var deadline: CallInstant? {
        switch state {
        case .callerSpeaking(let until), .awaitingOwn(let until), .asked(_, let until, _), .paused(let until): until
        case .idle, .active, .noSession: nil
        }
    }

    /// Whether the caller speaks.
    var isCallerSpeaking: Bool { caller == .speaking }

    /// Whether the caller speaks, or has spoken and is owed the model's own response.
    var callerHasTheWord: Bool { caller != .quiet }

    /// Adds a request. One that only fills a pause is dropped while the caller speaks or is owed an answer: the model's
    /// answer to the caller takes it into account (openai-realtime §6.6). What tools have answered after the caller
    /// stopped is not in that answer, which has begun by then, so that request waits for its end.
    /// - Returns: the request to make now, if any.
    package mutating func want(_ request: ResponseRequest, at now: CallInstant) -> ResponseRequest? {
        let isLate = request == .afterTools && caller == .owedAnAnswer
        if request.yieldsToCaller, callerHasTheWord, !isLate { return nil }
        if !waiting.contains(request), waiting.count < Self.longestQueue { waiting.append(request) }
        return next(at: now)
    }

    /// Drops waiting requests, for instance because the caller began to speak. A request that was made already is not
    /// made a second time if it fails.
    package mutating func forget(where isStale: (ResponseRequest) -> Bool) {
        waiting.removeAll(where: isStale)
        switch state {
        case .asked(let request, let until, let isSecond) where isStale(request):
            state = .asked(.retry, until: until, isSecond: isSecond)
        case .active(let id, let request?) where isStale(request): state = .active(id: id, nil)
        case .idle, .callerSpeaking, .awaitingOwn, .asked, .active, .paused, .noSession: break
        }
    }

    /// Drops this request if it waits. If it was made already, nothing changes.
    package mutating func withdraw(_ request: ResponseRequest) {
        waiting.removeAll { $0 == request }
    }

    /// The caller began to speak.
    package mutating func speechStarted(at now: CallInstant) {
        caller = .speaking
        switch state {
        case .idle, .awaitingOwn, .paused: state = .callerSpeaking(until: now + Self.longestSpeech)
        case .callerSpeaking, .asked, .active, .noSession: break
        }
    }

    /// The caller stopped; the model will answer by itself.
    package mutating func speechStopped(at now: CallInstant) {
        caller = .owedAnAnswer
        switch state {
        case .idle, .callerSpeaking, .awaitingOwn, .paused: state = .awaitingOwn(until: now + Self.patience)
        case .asked, .active, .noSession: break
        }
    }

    /// `response.created` of the default conversation arrived.
    package mutating func created(_ id: String) {
        if case .asked(let request, _, _) = state {
            state = .active(id: id, request)
        } else {
            begunByModel(id)
        }
    }

    /// `response.done` of this response arrived.
    /// - Returns: the request to make now, if any.
    package mutating func done(_ id: String, at now: CallInstant) -> ResponseRequest? {
        guard activeID == id else { return nil }
        settle(at: now)
        return next(at: now)
    }

    /// `response.done` of a response that failed arrived: its request goes to the front of those that wait.
    /// - Returns: the request to make now, if any.
    package mutating func again(_ id: String, at now: CallInstant) -> ResponseRequest? {
        guard case .active(id, let request) = state else { return nil }
        putFirst(request ?? .retry)
        return done(id, at: now)
    }

    /// `response.done` of a response that cannot be made arrived: another one takes its place.
    /// - Returns: the request to make now, if any.
    mutating func instead(_ id: String, _ request: ResponseRequest, at now: CallInstant) -> ResponseRequest? {
        guard case .active(id, _) = state else { return nil }
        putFirst(request)
        return done(id, at: now)
    }

    /// The model refused our request because another response is active. The request waits for the end of that
    /// response.
    package mutating func refused(at now: CallInstant) {
        guard repeats == 0 else { return repeats -= 1 }
        switch state {
        case .asked(let request, _, _):
            putFirst(request)
            state = .awaitingOwn(until: now + Self.patience)
        case .active(let id, let request?):
            // The response that began after we had asked was the model's own: ours was still on the way.
            begunByModel(id)
            putFirst(request)
        case .idle, .callerSpeaking, .awaitingOwn, .active, .paused, .noSession: break
        }
    }

    /// `response.done` of a response that failed because the account's limit is reached: its request waits until
    /// `moment`.
    package mutating func limited(_ id: String, until moment: CallInstant) {
        guard case .active(id, let request) = state else { return }
        putFirst(request ?? .retry)
        state = .paused(until: moment)
    }

    /// Asks for a goodbye that waits, although the caller is still speaking.
    /// - Returns: the request to make now, if any.
    mutating func insist(at now: CallInstant) -> ResponseRequest? {
        guard case .callerSpeaking = state, waiting.first?.isGoodbye == true else { return nil }
        state = .idle
        return next(at: now)
    }

    private mutating func begunByModel(_ id: String) {
        if caller == .owedAnAnswer { caller = .quiet }
        state = .active(id: id, nil)
    }

    /// No response is being made any more; the caller's state says what follows.
    private mutating func settle(at now: CallInstant) {
        state =
            switch caller {
            case .quiet: .idle
            case .speaking: .callerSpeaking(until: now + Self.longestSpeech)
            case .owedAnAnswer: .awaitingOwn(until: now + Self.patience)
            }
    }

    /// The caller neither speaks nor is owed an answer.
    mutating func callerIsQuiet() { caller = .quiet }

    /// Nothing is waited for any more: makes the next request.
    mutating func settled(at now: CallInstant) -> OnGateDeadline? {
        settle(at: now)
        return next(at: now).map { .ask($0) }
    }

    /// Puts this request before all that wait.
    /// - Returns: the request to make now, if any.
    mutating func ask(_ request: ResponseRequest, at now: CallInstant) -> ResponseRequest? {
        putFirst(request)
        return next(at: now)
    }

    /// Asks for the response that was asked for a second time.
    mutating func again(_ request: ResponseRequest, at now: CallInstant) -> ResponseRequest {
        repeats += 1
        state = .asked(request, until: now + Self.lastPatience, isSecond: true)
        return request
    }

    /// The session is lost, and with it what was asked of it: the request waits for the next session.
    /// - Parameter hasSpoken: whether the caller was sent any of the response that was being made.
    mutating func sessionLost(hasSpoken: Bool) {
        switch state {
        case .asked(let request, _, _): putFirst(request)
        case .active(_, let request): putFirst((hasSpoken ? nil : request) ?? .retry)
        case .idle, .callerSpeaking, .awaitingOwn, .paused, .noSession: break
        }
        state = .noSession
    }

    /// Whether the caller waits for something: an answer, or a response that we wanted.
    var isOwing: Bool { callerHasTheWord || !waiting.isEmpty }

    /// A new session is set up.
    /// - Parameter isHeard: whether it is given what the caller said last as audio, so that it answers by itself.
    /// - Returns: the request to make now, if any.
    mutating func sessionBegan(hearingCaller isHeard: Bool, at now: CallInstant) -> ResponseRequest? {
        repeats = 0
        guard !isHeard else {
            caller = .owedAnAnswer
            waiting.removeAll(where: \.yieldsToCaller)
            state = .awaitingOwn(until: now + Self.patience)
            return nil
        }
        state = .idle
        let isOwed = callerHasTheWord
        caller = .quiet
        if isOwed, !waiting.contains(where: \.yieldsToCaller) { putFirst(.retry) }
        return next(at: now)
    }

    private mutating func putFirst(_ request: ResponseRequest) {
        if request.yieldsToCaller, callerHasTheWord { return }
        if !waiting.contains(request) { waiting.insert(request, at: 0) }
    }

    private mutating func next(at now: CallInstant) -> ResponseRequest? {
        guard state == .idle, !waiting.isEmpty else { return nil }
        repeats = 0
        let request = waiting.removeFirst()
        state = .asked(request, until: now + Self.patience)
        return request
    }
}
