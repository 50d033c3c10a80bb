import CoraCall
import CoraRealtime
import CoraTwilio
import Logging
import NIOCore
import NIOWebSocket

/// What a call *does*: takes what the two sockets and the clock bring, asks the state machine, and carries the answer
/// out. It decides nothing. Loop-bound: made, called and released on the call's event loop.
final class CallCore {
    let loop: any EventLoop
    let services: CallServices
    let caller = WebSocketLeg(isClient: false)
    let model = WebSocketLeg(isClient: true)
    var machine: CallStateMachine
    var transcript = Transcript()
    var commitments = CommitmentWatch()
    var log: Logger

    /// The actor in front; let go when the call ends.
    var session: CallSession?
    var ticket: CallTicket?
    var writer: MediaStreamWriter?
    var pipeline = AudioPipeline(.pcmu)
    var held: HeldAudio
    var eventIDs = EventIDs()
    var incoming = ByteBuffer()
    var lastSequence = 0
    var itemsMade = 0

    /// The item whose audio arrives, and what is known of each item that is not finished.
    var currentItem = ""
    var audioBytes: [String: Int] = [:]
    var words: [String: String] = [:]
    var wordsEvents: [String: ModelEvent] = [:]
    var greetingAudio: [UInt8]?
    var toolTasks: [String: Task<Void, Never>] = [:]
    /// Results that wait for those of tools that were asked for before.
    var toolResults: [String: String] = [:]
    var toolOrder = ToolOrder()

    /// What is measured, and what is remembered for whoever looks at the call.
    var turnClock = TurnClock()
    var timeline = CallTimeline()
    var modelSocket = CallSnapshot.Socket.dialling
    var dialledAt: CallInstant?
    /// Line audio that the model was given, in bytes: its own positions count milliseconds of it.
    var appended = 0
    /// Whether the caller has been sent any audio.
    var hasSpoken = false

    private var timer: NIOScheduledCallback?
    private var timerAt: CallInstant?

    init(on loop: any EventLoop, services: CallServices) {
        self.loop = loop
        self.services = services
        machine = CallStateMachine(limits: services.settings.limits, at: Self.now(of: loop))
        held = HeldAudio(limit: services.settings.heldAudio)
        log = services.logger
    }

    /// The call's clock is its event loop's: on a testing loop, time is virtual.
    var now: CallInstant { Self.now(of: loop) }

    private static func now(of loop: any EventLoop) -> CallInstant {
        CallInstant(nanoseconds: Int64(clamping: loop.now.uptimeNanoseconds))
    }

    /// Sends what this burst of reads has produced.
    func flush() {
        caller.flush()
        model.flush()
    }

    // MARK: Time

    /// Sees to it that the clock calls when the machine next wants it. Early is harmless; so a later deadline leaves
    /// the timer as it is.
    func arm() {
        guard let next = machine.nextDeadline else { return disarm() }
        if let timerAt, timerAt <= next { return }
        disarm()
        timerAt = next
        let handler = Alarm(core: NIOLoopBound(self, eventLoop: loop))
        let deadline = NIODeadline.uptimeNanoseconds(UInt64(max(next.nanoseconds, 0)))
        timer = try? loop.scheduleCallback(at: deadline, handler: handler)
    }

    private func disarm() {
        timer?.cancel()
        timer = nil
        timerAt = nil
    }

    private func alarmRang() {
        timer = nil
        timerAt = nil
        let now = now
        while let due = machine.deadlineReached(at: now) { carryOut(due) }
        flush()
        arm()
    }

    /// Carries out what was due.
    func carryOut(_ due: OnDeadline) {
        switch due {
        case .end(let termination): finish(termination)
        case .addSilence(let milliseconds): appendSilence(milliseconds)
        case .digit(let outcome): carryOut(outcome)
        case .ask(let request): ask(request)
        }
    }

    private final class Alarm: NIOScheduledCallbackHandler, Sendable {
        let core: NIOLoopBound<CallCore>

        init(core: NIOLoopBound<CallCore>) {
            self.core = core
        }

        func handleScheduledCallback(eventLoop: some EventLoop) {
            core.value.alarmRang()
        }
    }

    // MARK: The end

    /// The call is over: everything it holds is let go, once, whatever the reason.
    func finish(_ termination: Termination) {
        disarm()
        noteEnd(termination)
        for task in toolTasks.values { task.cancel() }
        toolTasks = [:]
        toolResults = [:]
        keepOpenTurns()
        // The model's socket costs money while it is open, and its close handshake takes seconds: not waited for.
        model.close(1000, patience: .zero)
        // A caller who is put through keeps the line until the carrier has taken them over.
        let isMoved = termination.transfer != nil && services.mover != nil && caller.isOpen && ticket != nil
        if !isMoved { caller.close(termination.closeCode, patience: .seconds(2)) }
        let level: Logger.Level = termination.result == .completed ? .info : .warning
        log.log(level: level, "call ended", metadata: [LogKey.reason: "\(termination)"])
        guard let ticket else { return session = nil }
        services.recorder.record(.ended(termination, machine.figures), of: ticket)
        session?.over(ticket, termination, moving: isMoved ? termination.transfer : nil)
        session = nil
    }

    /// The carrier has answered for a caller who is put through: taken down, and the stream closed. A carrier that does
    /// not do it asks then what is next, and is told the same once more.
    func moved(_ order: TransferOrder, _ outcome: MoveOutcome) {
        caller.close(1000, patience: .seconds(2))
        guard let ticket else { return }
        switch outcome {
        case .moved: services.recorder.record(.transfer(TransferStep(order, .dialled)), of: ticket)
        case .notMoved(let why):
            log.warning("the carrier did not take the caller over at once", metadata: [LogKey.reason: "\(why)"])
        case .gone:
            let step = TransferStep(order, .failed, detail: "the caller had hung up")
            services.recorder.record(.transfer(step), of: ticket)
        }
    }

    private func keepOpenTurns() {
        let now = now
        // An item that was still being said: as far as its words had come.
        for (item, text) in words where transcript.knows(item) {
            _ = transcript.agentSaid(item, text, milliseconds: milliseconds(of: item), event: wordsEvents[item])
        }
        for turn in transcript.close(heard: { machine.playout.heardMilliseconds(of: $0, at: now) }) { keep(turn) }
    }

    /// How long an item's audio is, as far as it has come.
    func milliseconds(of item: String) -> Int {
        (audioBytes[item] ?? 0) / (ticket?.tenant.encoding ?? .pcmu).bytesPerMillisecond
    }

    /// Hands a finished turn to the record.
    func keep(_ turn: Turn) {
        guard let ticket else { return }
        services.recorder.record(.turn(turn), of: ticket)
    }

    /// Ends the call for a reason found here.
    func end(_ reason: Termination.Reason) {
        if let termination = machine.end(reason) { finish(termination) }
    }
}
