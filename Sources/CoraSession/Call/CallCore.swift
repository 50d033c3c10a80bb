import CoraCall
import CoraRealtime
import CoraTenant
import Logging
import NIOCore

/// What a call *does*: passes what the two legs receive, and the time, to the ``Conversation`` and carries out its
/// effects. It decides nothing. Loop-bound: made, called and released on the call's event loop.
final class CallCore {
    let loop: any EventLoop
    let services: CallServices
    /// The caller's end.
    let caller: any CallerLeg
    /// The model's end; another one after each dial.
    var model = ModelLeg()
    /// The session that is being set up to take over; nil if none is.
    var successor: ModelLeg?
    /// The browser's connections to the model, where its audio passes by us.
    var peers = PeerConnections()
    /// Everything the call knows and decides.
    var conversation: Conversation
    var log: Logger
    /// The actor in front of this core; nil once the call is over.
    var session: CallSession?
    /// What the caller said last.
    var callerTape: CallerTape
    /// The recorded greeting, until it is played.
    var recording: Recording?
    /// The recording of a greeting that the model says for the first time; nil while none is made.
    var tape: GreetingTape?
    private var timer = CallTimer()
    private var isCarryingOut = false

    init(_ caller: any CallerLeg, on loop: any EventLoop, services: CallServices) {
        self.loop = loop
        self.services = services
        self.caller = caller
        conversation = Conversation(
            limits: services.settings.limits, leg: caller.abilities, tools: services.tools.catalog,
            at: Self.now(of: loop))
        callerTape = CallerTape(limit: services.settings.heldAudio)
        log = services.logger
    }

    /// The time of the call's event loop; on a testing loop, time is virtual.
    var now: CallInstant { Self.now(of: loop) }

    private static func now(of loop: any EventLoop) -> CallInstant {
        CallInstant(nanoseconds: Int64(clamping: loop.now.uptimeNanoseconds))
    }

    /// The call's ticket; nil before it was redeemed.
    var ticket: CallTicket? { conversation.ticket }

    // MARK: Events

    /// Handles an event inside a burst of reads; what it writes is sent by the burst's flush.
    func take(_ event: CallEvent) {
        conversation.take(event, at: now)
        carryOut()
        arm()
    }

    /// Handles an event outside a burst of reads, and flushes.
    func happened(_ event: CallEvent) {
        take(event)
        flush()
    }

    /// Sends what was written since the last flush. Costs nothing if nothing was.
    func flush() {
        caller.flush()
        model.flush()
    }

    /// Carries out the waiting effects in order. Effects of what happens meanwhile, such as a socket that closes under
    /// a write, come after them.
    func carryOut() {
        guard conversation.hasEffects, !isCarryingOut else { return }
        isCarryingOut = true
        while let effect = conversation.takeEffect() { carryOut(effect) }
        isCarryingOut = false
    }

    // MARK: Time

    /// Sets the timer for the next moment at which something may be due.
    func arm() {
        timer.arm(for: conversation.nextDeadline, of: self)
    }

    /// Does what is due. Called by the timer.
    func alarmRang() {
        timer.rang()
        conversation.timePassed(at: now)
        carryOut()
        flush()
        arm()
    }

    /// Stops the timer.
    func disarm() { timer.disarm() }

    // MARK: Looking

    /// What the call looks like now.
    func snapshot() -> CallSnapshot {
        var snapshot = conversation.snapshot(at: now)
        if let tenant = ticket?.tenant { snapshot.model = services.dialer.model(for: tenant) }
        snapshot.callerSocket = caller.isOpen ? .open : .closed
        return snapshot
    }

    /// What the call looks like now, with its timeline, tools and queues.
    func detail() -> CallDetail {
        var detail = conversation.detail(snapshot(), at: now)
        detail.queues.callerBytes = caller.pendingBytes
        detail.queues.modelBytes = model.pendingBytes
        detail.queues.held = callerTape.length
        return detail
    }
}
