/// Sees to it that the model is asked for one response at a time.
///
/// The API refuses a `response.create` while one is active (`conversation_already_has_active_response`), and with
/// turn detection on it also starts responses by itself. So: one response is asked for, or awaited after the caller
/// stopped, or active; what else wants to be said waits its turn.
package struct ResponseGate: Sendable, Equatable {
    /// Where the default conversation stands.
    package enum State: Sendable, Equatable {
        /// Nothing is going on: a response may be asked for.
        case idle
        /// The caller speaks: the model will answer by itself.
        case callerSpeaking
        /// The caller stopped; the model's own response is due, and not waited for beyond this moment.
        case awaitingOwn(until: CallInstant)
        /// We asked; `response.created` is due, and not waited for beyond this moment.
        case asked(ResponseRequest, until: CallInstant)
        /// A response is being made.
        case active(id: String, ResponseRequest?)
    }

    /// How long a response is awaited that the model does not begin.
    package static let patience = CallDuration.seconds(5)
    /// Requests that may wait at once; the same one waits once.
    package static let longestQueue = 8

    /// Where the default conversation stands.
    package private(set) var state = State.idle
    private var waiting: [ResponseRequest] = []
    /// What the caller does; kept apart, because it goes on while a response is asked for or made.
    private var caller = Caller.quiet

    private enum Caller: Sendable, Equatable {
        case quiet
        case speaking
        /// Has stopped, and the model has not begun its own response yet.
        case owedAnAnswer
    }

    package init() {}

    /// Whether no response is being made, asked for or awaited.
    package var isIdle: Bool { state == .idle && waiting.isEmpty }

    /// The response being made.
    package var activeID: String? {
        if case .active(let id, _) = state { id } else { nil }
    }

    /// When waiting ends, if something is awaited.
    package var deadline: CallInstant? {
        switch state {
        case .awaitingOwn(let until), .asked(_, let until): until
        case .idle, .callerSpeaking, .active: nil
        }
    }

    /// Whether the caller speaks.
    var isCallerSpeaking: Bool { caller == .speaking }

    /// Whether the caller speaks, or has spoken and is owed the model's own response.
    private var callerHasTheWord: Bool { caller != .quiet }

    /// Somebody wants a response. What only fills a pause is not taken while the caller has the word: the model's
    /// answer to the caller takes it into account (openai-realtime §6.6). Returned: the one to ask for now.
    package mutating func want(_ request: ResponseRequest, at now: CallInstant) -> ResponseRequest? {
        if request.yieldsToCaller, callerHasTheWord { return nil }
        if !waiting.contains(request), waiting.count < Self.longestQueue { waiting.append(request) }
        return next(at: now)
    }

    /// Forgets what waits, for instance because the caller took the word. What is asked for or being made already is
    /// not asked for a second time if it fails.
    package mutating func forget(where isStale: (ResponseRequest) -> Bool) {
        waiting.removeAll(where: isStale)
        switch state {
        case .asked(let request, let until) where isStale(request): state = .asked(.retry, until: until)
        case .active(let id, let request?) where isStale(request): state = .active(id: id, nil)
        case .idle, .callerSpeaking, .awaitingOwn, .asked, .active: break
        }
    }

    /// Does not want it any more, if it waits. What is asked for or being made already is left alone.
    package mutating func withdraw(_ request: ResponseRequest) {
        waiting.removeAll { $0 == request }
    }

    /// The caller began to speak.
    package mutating func speechStarted() {
        caller = .speaking
        switch state {
        case .idle, .awaitingOwn: state = .callerSpeaking
        case .callerSpeaking, .asked, .active: break
        }
    }

    /// The caller stopped; the model will answer by itself.
    package mutating func speechStopped(at now: CallInstant) {
        caller = .owedAnAnswer
        switch state {
        case .idle, .callerSpeaking, .awaitingOwn: state = .awaitingOwn(until: now + Self.patience)
        case .asked, .active: break
        }
    }

    /// `response.created` of the default conversation.
    package mutating func created(_ id: String) {
        if case .asked(let request, _) = state {
            state = .active(id: id, request)
        } else {
            begunByModel(id)
        }
    }

    /// `response.done`. Returned: the one to ask for now.
    package mutating func done(_ id: String, at now: CallInstant) -> ResponseRequest? {
        guard activeID == id else { return nil }
        settle(at: now)
        return next(at: now)
    }

    /// `response.done` of one that came to nothing: it is wanted again, before what waits. Returned: the one to ask
    /// for now.
    package mutating func again(_ id: String, at now: CallInstant) -> ResponseRequest? {
        guard case .active(id, let request) = state else { return nil }
        putFirst(request ?? .retry)
        return done(id, at: now)
    }

    /// Our request came too early: another response is active. It waits for that one's end.
    package mutating func refused(at now: CallInstant) {
        switch state {
        case .asked(let request, _):
            putFirst(request)
            state = .awaitingOwn(until: now + Self.patience)
        case .active(let id, let request?):
            // The response that began after we had asked was the model's own: ours was still on the way.
            begunByModel(id)
            putFirst(request)
        case .idle, .callerSpeaking, .awaitingOwn, .active: break
        }
    }

    /// Waiting has ended. Returned: the one to ask for now.
    package mutating func deadlineReached(at now: CallInstant) -> ResponseRequest? {
        guard let deadline, deadline <= now else { return nil }
        if case .awaitingOwn = state { caller = .quiet }
        settle(at: now)
        return next(at: now)
    }

    private mutating func begunByModel(_ id: String) {
        if caller == .owedAnAnswer { caller = .quiet }
        state = .active(id: id, nil)
    }

    /// Nothing is being made any more; what follows is the caller's to say.
    private mutating func settle(at now: CallInstant) {
        state =
            switch caller {
            case .quiet: .idle
            case .speaking: .callerSpeaking
            case .owedAnAnswer: .awaitingOwn(until: now + Self.patience)
            }
    }

    private mutating func putFirst(_ request: ResponseRequest) {
        if request.yieldsToCaller, callerHasTheWord { return }
        if !waiting.contains(request) { waiting.insert(request, at: 0) }
    }

    private mutating func next(at now: CallInstant) -> ResponseRequest? {
        guard state == .idle, !waiting.isEmpty else { return nil }
        let request = waiting.removeFirst()
        state = .asked(request, until: now + Self.patience)
        return request
    }
}
