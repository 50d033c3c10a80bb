import CoraCall
import CoraTenant
import SeededTesting
import Testing

/// Anything at any time: a call bears it.
struct CallFuzzTests {
    @Test(arguments: 0..<40)
    func `random events break no rule`(seed: Int) {
        var storm = Storm(seed: UInt64(seed))
        for _ in 0..<500 { storm.step() }

        #expect(storm.broken.prefix(3) == [])
        #expect(storm.calls > 0)
    }
}

/// Random events upon one call after another.
private struct Storm {
    /// Short, so that every limit is met.
    private static let tenant = CallDriver.tenant(manners: PhoneManners(maximumDuration: .seconds(75)))

    var random: SeededGenerator
    var call: CallDriver
    var calls = 0
    var broken: [String] = []
    /// The model was sent a request and has not answered; no other may be sent before then.
    private var unanswered: CallInstant?
    private var termination: Termination?
    private var lastMark = 0

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        call = .make(in: .live, tenant: Self.tenant)
    }

    mutating func step() {
        if termination != nil, Int.random(in: 0..<8, using: &random) == 0 { begin() }
        call.now = call.now + CallDuration(nanoseconds: Int64.random(in: 0...Self.jump(&random), using: &random))
        happen()
        settle()
        if let ended = call.machine.termination {
            if let termination, termination != ended { broken.append("ended twice: \(termination), \(ended)") }
            termination = ended
        } else if termination != nil {
            broken.append("came back to life")
        }
    }

    private static func jump(_ random: inout SeededGenerator) -> Int64 {
        [0, 1_000_000, 30_000_000, 900_000_000, 6_000_000_000].randomElement(using: &random) ?? 0
    }

    private mutating func begin() {
        let place = [Place.awaitingStart, .redeeming, .connecting, .live].randomElement(using: &random) ?? .live
        call = .make(in: place, tenant: Self.tenant)
        (calls, termination, unanswered, lastMark) = (calls + 1, nil, nil, 0)
    }

    /// Everything that is due is done, and then nothing is due any more.
    private mutating func settle() {
        var count = 0
        while let due = call.machine.deadlineReached(at: call.now) {
            count += 1
            if case .ask(let request) = due { asked(request) }
            if case .digit(.typed(_, let request?)) = due { asked(request) }
            if case .digit(.human(let request?)) = due { asked(request) }
            guard count < 20 else { return broken.append("deadlines without end: \(due)") }
        }
        if let next = call.machine.nextDeadline, next <= call.now { broken.append("overdue in \(call.machine.label)") }
    }

    private mutating func asked(_ request: ResponseRequest?) {
        guard let request else { return }
        if let unanswered, call.now < unanswered { broken.append("asked twice: \(request)") }
        if call.machine.activeRequest != nil { broken.append("asked while one is active: \(request)") }
        if !call.machine.isOpen { broken.append("asked in \(call.machine.label)") }
        // The model takes it at once, or refuses it, or keeps silent.
        unanswered = nil
        switch Int.random(in: 0..<6, using: &random) {
        case 0: call.machine.requestRefused(at: call.now)
        case 1: _ = call.machine.requestFailed("why", at: call.now)
        case 2, 3: unanswered = call.now + ResponseGate.patience
        default: call.begin(response())
        }
    }

    private mutating func response() -> String { "R\(Int.random(in: 1...3, using: &random))" }

    private mutating func happen() {
        let now = call.now
        switch Int.random(in: 0..<30, using: &random) {
        case 0: if rarely() { _ = call.machine.streamStarted(at: now) }
        case 1: _ = call.machine.ticketRedeemed(for: Self.tenant, hasRecording: rarely(), at: now)
        case 2...6:
            let timestamp = rarely() ? Int.random(in: .min ... .max, using: &random) : Int(now.milliseconds)
            guard case .forward(let silence) = call.machine.mediaArrived(bytes: 160, timestamp: timestamp, at: now)
            else { return }
            if !(0...10_000).contains(silence) { broken.append("silence of \(silence)") }
        case 7, 8: _ = call.machine.markReturned(Int.random(in: 0...max(lastMark, 1), using: &random), at: now)
        case 9: if case .typed(_, let request) = digit(now) { asked(request) }
        case 10: if rarely() { _ = call.machine.streamStopped() }
        case 11: if rarely() { _ = call.machine.callerSocketClosed() }
        case 12, 13: if case .begin(_, let request) = call.machine.sessionReady(at: now) { asked(request) }
        case 14, 15:
            unanswered = nil
            call.begin(response())
        case 16...18: audio(now)
        case 19:
            if case .bargeIn = call.machine.speechStarted(at: now), call.machine.playout.isPlaying(at: now) {
                broken.append("something is left on the line")
            }
        case 20: call.machine.speechStopped(at: now)
        case 21...23:
            let outcomes: [ResponseOutcome] = [.completed, .completed, .cancelled, .failed("why")]
            let outcome = rarely() ? .failedForGood("why") : outcomes.randomElement(using: &random) ?? .completed
            let answer = call.done(response(), outcome)
            // One that fails before it was created was the one that was asked for.
            if case .failed = outcome { unanswered = nil }
            if case .ask(let request) = answer { asked(request) }
        case 24: _ = call.callsTool(rarely() ? EndCallTool.name : "find_listing")
        case 25, 26: asked(call.toolFinishes())
        case 27: if rarely() { _ = call.machine.modelLost(ModelLoss("why"), at: call.now) }
        case 28: if case .correct(_, let request) = call.machine.claimMade(at: now) { asked(request) }
        default: if rarely(), case .ask(let request) = call.machine.leave(for: .drain, at: now) { asked(request) }
        }
    }

    private mutating func digit(_ now: CallInstant) -> OnDigit {
        call.machine.digitPressed(rarely() ? "#" : "1", at: now)
    }

    private mutating func audio(_ now: CallInstant) {
        let name = response()
        _ = call.machine.audioBegan(item: "A-\(name)", response: name, at: now)
        guard call.machine.mayPlay() else { return }
        if case .mark(let mark) = call.machine.audioPlayed(bytes: Int.random(in: 1...4000, using: &random), at: now) {
            if mark <= lastMark { broken.append("mark \(mark) after \(lastMark)") }
            lastMark = mark
        }
        if call.machine.playout.heard(at: now) > call.machine.playout.sent { broken.append("heard too much") }
    }

    private mutating func rarely() -> Bool { Int.random(in: 0..<8, using: &random) == 0 }
}
