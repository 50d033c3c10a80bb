import CoraCall
import CoraTenant

/// The places in a call that a test can begin from.
enum Place: CaseIterable {
    /// Before `start`; while the ticket is redeemed; while the model is dialled.
    case awaitingStart, redeeming, connecting
    /// The response `R1` is being made, a second of its item `A1` is on the line, nothing has been heard.
    case live
    /// From `live`, after the model was lost: it is being dialled again.
    case recovering
    /// From `live`, after the model called `end_call`.
    case yielding
    /// From `live`, at the call's longest time.
    case firm
    /// From `live`, after the caller hung up.
    case ended
}

/// Drives a machine by what really happens on a call, and keeps its time.
struct CallDriver {
    var machine: CallStateMachine
    var now: CallInstant
    /// What fell due while time passed.
    var due: [OnDeadline] = []
    /// What marks that came back led to.
    var marks: [OnMark] = []
    var mediaFlows = true
    /// Whether the model sends a ping now and then.
    var modelPings = true
    private var carrier = Carrier()
    private var toolsCalled = 0
    /// Tools that run, in the order in which they were called.
    private var running: [String] = []
    private var timestamp = 0

    static let tenant = tenant()
    static func tenant(manners: PhoneManners = PhoneManners(), zeroMeansHuman: Bool = false) -> Tenant {
        Tenant(
            id: "acme", numbers: ["+15550100"], agentName: "Ann", humanNumber: "+15550199",
            zeroMeansHuman: zeroMeansHuman, manners: manners)
    }

    private init() {
        now = CallInstant(nanoseconds: 1_000_000_000)
        machine = CallStateMachine(at: now)
    }

    static func make(in place: Place, tenant: Tenant = tenant, hasRecording: Bool = false) -> CallDriver {
        var call = CallDriver()
        guard place != .awaitingStart else { return call }
        _ = call.machine.streamStarted(at: call.now)
        guard place != .redeeming else { return call }
        _ = call.machine.ticketRedeemed(for: tenant, hasRecording: hasRecording, at: call.now)
        guard place != .connecting else { return call }
        call = .quiet(tenant: tenant, hasRecording: hasRecording)
        call.begin("R1")
        call.speak("A1", in: "R1", milliseconds: 1000)
        switch place {
        case .recovering: _ = call.machine.modelLost(ModelLoss("lost"), at: call.now)
        case .yielding: _ = call.callsTool(EndCallTool.name)
        case .firm: _ = call.machine.leave(for: .durationLimit, at: call.now)
        case .ended: _ = call.machine.streamStopped()
        case .awaitingStart, .redeeming, .connecting, .live: break
        }
        return call
    }

    /// Live, and nothing is said or asked for: the greeting, `R0`, is over.
    static func quiet(tenant: Tenant = tenant, hasRecording: Bool = false) -> CallDriver {
        var call = CallDriver.make(in: .connecting, tenant: tenant, hasRecording: hasRecording)
        _ = call.machine.sessionReady(at: call.now)
        call.begin("R0")
        _ = call.machine.responseDone("R0", .completed, at: call.now)
        return call
    }

    // MARK: What the model does

    mutating func begin(_ response: String) { machine.responseCreated(response, at: now) }

    mutating func done(_ response: String, _ outcome: ResponseOutcome = .completed) -> OnResponseDone {
        machine.responseDone(response, outcome, at: now)
    }

    /// The model's audio arrives all at once, in deltas of 100 ms. Returned: whether it was played.
    @discardableResult
    mutating func speak(_ item: String, in response: String, milliseconds: Int, finishes: Bool = true) -> Bool {
        guard machine.audioBegan(item: item, response: response, at: now) == .play else { return false }
        for _ in 0..<milliseconds / 100 { delta(milliseconds: 100) }
        if finishes, let mark = machine.audioFinished() { carrier.send(mark: mark, at: now, delay: .zero) }
        return true
    }

    /// One delta of the item that arrives.
    mutating func delta(milliseconds: Int) {
        guard machine.mayPlay() else { return }
        let bytes = milliseconds * LineAudio.bytesPerMillisecond
        carrier.send(audio: bytes, at: now, delay: .zero)
        if case .mark(let mark) = machine.audioPlayed(bytes: bytes, at: now) {
            carrier.send(mark: mark, at: now, delay: .zero)
        }
    }

    mutating func playRecording(milliseconds: Int) {
        let bytes = milliseconds * LineAudio.bytesPerMillisecond
        carrier.send(audio: bytes, at: now, delay: .zero)
        let mark = machine.recordingPlayed(bytes: bytes, item: "greeting", isFirst: true, at: now)
        carrier.send(mark: mark, at: now, delay: .zero)
    }

    /// The model calls a tool, under an id of its own.
    mutating func callsTool(_ name: String) -> OnToolCalled {
        toolsCalled += 1
        let outcome = machine.toolCalled(name, id: "call_\(toolsCalled)", at: now)
        if outcome == .run { running.append("call_\(toolsCalled)") }
        return outcome
    }

    /// The tool that was called first and has not answered does.
    /// - Returns: the request for the model's response, if it may be made now.
    mutating func toolFinishes() -> ResponseRequest? {
        guard !running.isEmpty else { return nil }
        let next = machine.toolFinished(running.removeFirst(), "{}", succeeded: true, at: now)
        switch next {
        case .goOn(let request), .leaving(let request): return request
        case .leavingAtOnce, nil: return nil
        }
    }

    mutating func callerSpeaks() -> OnSpeechStarted {
        let outcome = machine.speechStarted(at: now)
        switch outcome {
        case .bargeIn, .takeBack(.some): carrier.sendClear(at: now, delay: .zero)
        case .listen, .takeBack(nil), .ignore: break
        }
        return outcome
    }

    // MARK: Time

    /// Time passes in steps of 20 ms: the caller's media flows, marks come back when their audio has been played, and
    /// what is due is done. Ends early when the call does.
    mutating func pass(_ span: CallDuration) {
        let end = now + span
        while now < end, machine.termination == nil {
            now = min(now + .milliseconds(20), end)
            if modelPings { machine.modelFrameArrived(at: now) }
            if mediaFlows {
                timestamp += 20
                _ = machine.mediaArrived(bytes: 160, timestamp: timestamp, at: now)
            }
            for (at, mark) in carrier.marksReturned(at: now, delay: .zero) {
                marks.append(machine.markReturned(mark, at: at))
            }
            while let next = machine.deadlineReached(at: now) { due.append(next) }
        }
    }

    /// What fell due since the last time.
    mutating func takeDue() -> [OnDeadline] {
        defer { due = [] }
        return due
    }
}
