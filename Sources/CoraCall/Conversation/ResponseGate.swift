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
        /// The caller speaks: the model will answer by itself.
        case callerSpeaking
        /// The caller stopped; the model's own response is due. It is waited for until this moment.
        case awaitingOwn(until: CallInstant)
        /// We asked; `response.created` is due. It is waited for until this moment.
        case asked(ResponseRequest, until: CallInstant)
        /// A response is being made; the request is nil if the model began it by itself.
        case active(id: String, ResponseRequest?)
    }

    /// How long a response that has not begun is waited for.
    package static let patience = CallDuration.seconds(5)
    /// How many requests may wait at once; equal requests wait once.
    package static let longestQueue = 8

    /// Where the default conversation stands.
    package private(set) var state = State.idle
    private var waiting: [ResponseRequest] = []
    /// What the caller does; kept apart from `state`, because it changes while a response is asked for or made.
    private var caller = Caller.quiet

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
        case .awaitingOwn(let until), .asked(_, let until): until
        case .idle, .callerSpeaking, .active: nil
        }
    }

    /// Whether the caller speaks.
    var isCallerSpeaking: Bool { caller == .speaking }

    /// Whether the caller speaks, or has spoken and is owed the model's own response.
    private var callerHasTheWord: Bool { caller != .quiet }

    /// Adds a request. One that only fills a pause is dropped while the caller speaks or is owed an answer: the model's
    /// answer to the caller takes it into account (openai-realtime §6.6).
    /// - Returns: the request to make now, if any.
    package mutating func want(_ request: ResponseRequest, at now: CallInstant) -> ResponseRequest? {
        if request.yieldsToCaller, callerHasTheWord { return nil }
        if !waiting.contains(request), waiting.count < Self.longestQueue { waiting.append(request) }
        return next(at: now)
    }

    /// Drops waiting requests, for instance because the caller began to speak. A request that was made already is not
    /// made a second time if it fails.
    package mutating func forget(where isStale: (ResponseRequest) -> Bool) {
        waiting.removeAll(where: isStale)
        switch state {
        case .asked(let request, let until) where isStale(request): state = .asked(.retry, until: until)
        case .active(let id, let request?) where isStale(request): state = .active(id: id, nil)
        case .idle, .callerSpeaking, .awaitingOwn, .asked, .active: break
        }
    }

    /// Drops this request if it waits. If it was made already, nothing changes.
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

    /// `response.created` of the default conversation arrived.
    package mutating func created(_ id: String) {
        if case .asked(let request, _) = state {
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

    /// The model refused our request because another response is active. The request waits for the end of that
    /// response.
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

    /// Gives up waiting for a response if ``deadline`` has passed.
    /// - Returns: the request to make now, if any.
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

    /// No response is being made any more; the caller's state says what follows.
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
