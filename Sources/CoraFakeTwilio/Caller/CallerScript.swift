/// Plays the caller's script: says what the caller does at each tick, given what the caller hears, and which
/// expectations came true.
///
/// A value without a clock; times are on the call's clock. Ticks come while a media stream is open.
package struct CallerScript: Sendable {
    /// What the caller does now.
    package enum Action: Sendable, Equatable {
        /// Says this line. The caller of ``tick(at:hearing:)`` calls ``spoken(at:)`` when the line has been said.
        case speak(String, isInterrupting: Bool)
        /// Presses a key.
        case press(Character)
        /// Stops sending media (true), or goes on (false).
        case mute(Bool)
        /// Reports whether an expectation came true.
        case note(ExpectationResult)
        /// Hangs up.
        case hangUp
    }

    /// The time between two keys.
    private static let keyInterval = Duration.milliseconds(200)
    /// How long nothing must come from the server before it counts as having sent all it has.
    private static let lastAudioGap = Duration.milliseconds(200)
    /// The least audio, in milliseconds, that the caller must still have to hear for an interruption after the last
    /// audio.
    private static let leastUnheard = 300

    private let steps: [CallerStep]
    private let limit: Duration
    private var index = 0
    private var step = StepState()
    /// How many stretches of agent speech the script has taken note of; `listen` waits for one after those.
    private var listenedThrough = 0
    /// How many stretches had begun by the last tick.
    private var speechCount = 0
    private var lastSpokeAt: Duration?
    private var lastClearAt: Duration?
    private var serverClosedAt: Duration?
    private var documents: [String] = []
    private var hasHungUp = false

    /// The state of the step being done.
    private struct StepState {
        var startedAt: Duration?
        var heardAtStart = 0.0
        var keysPressed = 0
        var isUnderWay = false
    }

    /// - Parameter limitMilliseconds: the caller hangs up when the call has lasted this long.
    package init(steps: [CallerStep], limitMilliseconds: Int) {
        self.steps = steps
        limit = .milliseconds(limitMilliseconds)
    }

    /// Whether every step is done.
    package var isDone: Bool { index >= steps.count }

    /// Moves the script on by 20 ms. Steps that take no time are done in the same tick.
    ///
    /// - Returns: what the caller does now.
    package mutating func tick(at now: Duration, hearing: Hearing) -> [Action] {
        if hasHungUp { return [] }
        speechCount = hearing.speechCount
        if now > limit { return [note("call shorter than \(limit)", false, "still going on"), hangUp()] }
        var actions: [Action] = []
        while !isDone, !hasHungUp {
            if step.startedAt == nil {
                step.startedAt = now
                step.heardAtStart = hearing.totalHeardMilliseconds
            }
            let isFinished = run(steps[index], at: now, hearing, &actions)
            guard isFinished else { return actions }
            nextStep()
        }
        if !hasHungUp, isDone { actions.append(hangUp()) }
        return actions
    }

    /// Tells the script that the caller's line has been said, which ends its step.
    package mutating func spoken(at now: Duration) {
        guard !isDone, steps[index].spokenText != nil, step.isUnderWay else { return }
        nextStep()
    }

    /// Tells the script that the server sent a `clear`.
    package mutating func cleared(at now: Duration) {
        lastClearAt = now
    }

    /// Tells the script that a TwiML document came.
    package mutating func fetched(_ document: String) {
        documents.append(document)
    }

    /// Tells the script that the stream is closed. When another one opens, the script goes on where it was, and
    /// `listen` waits for what the agent says there.
    package mutating func streamClosed(byServer: Bool, at now: Duration) {
        if byServer { serverClosedAt = now }
        listenedThrough = speechCount
        // A line that was being said is lost with the stream.
        if !isDone, steps[index].spokenText != nil, step.isUnderWay { nextStep() }
    }

    /// Judges the steps that are left when the call is over.
    package mutating func callEnded(at now: Duration) -> [ExpectationResult] {
        var results: [ExpectationResult] = []
        while !isDone {
            if let result = leftOver(steps[index], at: now) { results.append(result) }
            nextStep()
        }
        return results
    }

    // MARK: Steps

    private mutating func run(
        _ current: CallerStep, at now: Duration, _ hearing: Hearing, _ actions: inout [Action]
    ) -> Bool {
        let elapsed = now - (step.startedAt ?? now)
        switch current {
        case .listen(let listening):
            return listen(listening, at: now, elapsed, hearing, &actions)
        case .say(let text):
            speak(text, at: now, isInterrupting: hearing.currentHeardMilliseconds != nil, hearing, &actions)
            return false
        case .interrupt(let interruption):
            return interrupt(interruption, at: now, elapsed, hearing, &actions)
        case .press(let keys):
            guard elapsed >= Self.keyInterval * step.keysPressed else { return false }
            guard step.keysPressed < keys.count else { return true }
            actions.append(.press(keys[step.keysPressed]))
            step.keysPressed += 1
            return false
        case .pause(let milliseconds):
            return elapsed >= .milliseconds(milliseconds)
        case .muteMedia(let milliseconds):
            let isOver = elapsed >= .milliseconds(milliseconds)
            if isOver || !step.isUnderWay { actions.append(.mute(!isOver)) }
            step.isUnderWay = true
            return isOver
        case .expect(let expectation):
            guard let result = judge(expectation, at: now, elapsed, hearing) else { return false }
            actions.append(.note(result))
            return true
        case .hangUp:
            actions.append(hangUp())
            return true
        }
    }

    private mutating func listen(
        _ listening: Listening, at now: Duration, _ elapsed: Duration, _ hearing: Hearing, _ actions: inout [Action]
    ) -> Bool {
        let hasSpoken = hearing.speechCount > listenedThrough
        let isHeard: Bool
        switch listening.until {
        case .speaking:
            isHeard = hasSpoken
        case .quiet:
            let quiet = now - (hearing.lastHeardAt ?? now)
            isHeard = hasSpoken && quiet >= .milliseconds(listening.quietMilliseconds)
        }
        if isHeard {
            if listening.until == .quiet { listenedThrough = hearing.speechCount }
            return true
        }
        guard elapsed > .milliseconds(listening.withinMilliseconds) else { return false }
        let found = hasSpoken ? "the agent was still speaking" : "the agent said nothing"
        let wanted = listening.until == .quiet ? "agent speaks and finishes" : "agent speaks"
        actions.append(note("\(wanted) within \(listening.withinMilliseconds) ms", false, found))
        return true
    }

    private mutating func interrupt(
        _ interruption: Interruption, at now: Duration, _ elapsed: Duration, _ hearing: Hearing,
        _ actions: inout [Action]
    ) -> Bool {
        if step.isUnderWay { return false }
        let heard = hearing.currentHeardMilliseconds ?? 0
        if heard >= Double(interruption.afterMilliseconds), heard > 0, isRipe(interruption, at: now, hearing) {
            speak(interruption.text, at: now, isInterrupting: true, hearing, &actions)
            return false
        }
        guard elapsed > .milliseconds(interruption.withinMilliseconds) else { return false }
        actions.append(
            note("agent heard for \(interruption.afterMilliseconds) ms, to be interrupted", false, "it was not"))
        return true
    }

    private func isRipe(_ interruption: Interruption, at now: Duration, _ hearing: Hearing) -> Bool {
        guard interruption.isAfterLastAudio else { return true }
        let silence = now - (hearing.lastReceivedAt ?? now)
        return silence >= Self.lastAudioGap && hearing.queuedMilliseconds >= Self.leastUnheard
    }

    private mutating func speak(
        _ text: String, at now: Duration, isInterrupting: Bool, _ hearing: Hearing, _ actions: inout [Action]
    ) {
        if step.isUnderWay { return }
        step.isUnderWay = true
        listenedThrough = hearing.speechCount
        lastSpokeAt = now
        actions.append(.speak(text, isInterrupting: isInterrupting))
    }

    // MARK: Expectations

    /// Whether an expectation came true.
    ///
    /// - Returns: nil while it is open and can still come true.
    private func judge(
        _ expectation: StepExpectation, at now: Duration, _ elapsed: Duration, _ hearing: Hearing
    ) -> ExpectationResult? {
        let expected = expectation.description
        switch expectation {
        case .heard(let milliseconds, let within):
            let heard = hearing.totalHeardMilliseconds - step.heardAtStart
            if heard >= Double(milliseconds) { return result(expected, true, "heard \(Int(heard)) ms") }
            return elapsed > .milliseconds(within) ? result(expected, false, "heard \(Int(heard)) ms") : nil
        case .clear(let within):
            let start = lastSpokeAt ?? step.startedAt ?? now
            if let delay = lastClearAt.map({ $0 - start }), delay >= .zero {
                return result(expected, delay <= .milliseconds(within), "after \(Int(delay.inMilliseconds)) ms")
            }
            return now - start > .milliseconds(within) ? result(expected, false, "no clear") : nil
        case .serverCloses(let within):
            // A close before this step began belongs to an earlier stream.
            if let closed = serverClosedAt, closed >= step.startedAt ?? now { return serverClosed(within) }
            return elapsed > .milliseconds(within) ? result(expected, false, "still open") : nil
        case .twiml(let text, let within):
            if documents.contains(where: { $0.contains(text) }) { return result(expected, true, "it did") }
            return elapsed > .milliseconds(within) ? result(expected, false, "no such document") : nil
        }
    }

    /// The result of a step that the end of the call left undone; nil for a step that may be left out without harm.
    private func leftOver(_ step: CallerStep, at now: Duration) -> ExpectationResult? {
        switch step {
        case .expect(.serverCloses(let within)):
            return serverClosed(within)
        case .expect(.twiml(let text, let within)):
            let isMet = documents.contains { $0.contains(text) }
            let expected = StepExpectation.twiml(contains: text, withinMilliseconds: within).description
            return result(expected, isMet, isMet ? "it did" : "no such document")
        case .expect(let expectation):
            return result(expectation.description, false, "the call had ended")
        case .say, .interrupt:
            return result("the caller says: \(step.spokenText ?? "")", false, "the call had ended")
        case .listen:
            return result("agent speaks and finishes", false, "the call had ended")
        case .press, .muteMedia:
            return result("the script is played to its end", false, "the call had ended")
        case .pause, .hangUp:
            return nil
        }
    }

    private func serverClosed(_ within: Int) -> ExpectationResult {
        let expected = StepExpectation.serverCloses(withinMilliseconds: within).description
        guard let closed = serverClosedAt else { return result(expected, false, "it did not") }
        guard let start = step.startedAt else { return result(expected, true, "closed") }
        let delay = max(.zero, closed - start)
        return result(expected, delay <= .milliseconds(within), "after \(Int(delay.inMilliseconds)) ms")
    }

    private func result(_ expected: String, _ isMet: Bool, _ found: String) -> ExpectationResult {
        ExpectationResult(expected: expected, isMet: isMet, found: found)
    }

    private func note(_ expected: String, _ isMet: Bool, _ found: String) -> Action {
        .note(result(expected, isMet, found))
    }

    private mutating func hangUp() -> Action {
        hasHungUp = true
        return .hangUp
    }

    private mutating func nextStep() {
        index += 1
        step = StepState()
    }
}
