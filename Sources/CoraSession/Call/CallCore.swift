import CoraCall
import CoraRealtime
import Logging
import NIOCore

/// What a call *does*: hands what the two legs and the clock bring to the ``Conversation`` and carries out what it
/// says. It decides nothing. Loop-bound: made, called and released on the call's event loop.
final class CallCore {
    let loop: any EventLoop
    let services: CallServices
    /// The caller's end.
    let caller: any CallerLeg
    /// The model's end.
    let model = ModelLeg()
    /// What the call knows and decides.
    var conversation: Conversation
    var log: Logger
    /// The actor in front; let go when the call ends.
    var session: CallSession?
    /// What the caller says before the model can hear it.
    var held: HeldAudio
    /// The greeting that is played, until it has been.
    var recording: GreetingRecording?
    /// A greeting that the model says for the first time.
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
        held = HeldAudio(limit: services.settings.heldAudio)
        log = services.logger
    }

    /// The call's clock is its event loop's: on a testing loop, time is virtual.
    var now: CallInstant { Self.now(of: loop) }

    private static func now(of loop: any EventLoop) -> CallInstant {
        CallInstant(nanoseconds: Int64(clamping: loop.now.uptimeNanoseconds))
    }

    /// The call's ticket; nil before it was redeemed.
    var ticket: CallTicket? { conversation.ticket }

    // MARK: Events

    /// Something happened in a burst of reads; what comes of it leaves with the burst's flush.
    func take(_ event: CallEvent) {
        conversation.take(event, at: now)
        carryOut()
        arm()
    }

    /// Something happened outside a burst of reads.
    func happened(_ event: CallEvent) {
        take(event)
        flush()
    }

    /// Sends what was written since the last flush. Free if nothing was.
    func flush() {
        caller.flush()
        model.flush()
    }

    /// Carries out what is to be done, in order. What happens meanwhile, such as a socket that closes under a write,
    /// adds to the end.
    func carryOut() {
        guard conversation.hasEffects, !isCarryingOut else { return }
        isCarryingOut = true
        while let effect = conversation.takeEffect() { carryOut(effect) }
        isCarryingOut = false
    }

    // MARK: Time

    /// Sees to it that the clock calls when something is next due.
    func arm() {
        timer.arm(for: conversation.nextDeadline, of: self)
    }

    /// Something may be due. Called by the timer.
    func alarmRang() {
        timer.rang()
        conversation.timePassed(at: now)
        carryOut()
        flush()
        arm()
    }

    /// Nothing is due any more.
    func disarm() { timer.disarm() }

    // MARK: Looking

    /// What the call looks like now.
    func snapshot() -> CallSnapshot {
        var snapshot = conversation.snapshot(at: now)
        if let tenant = ticket?.tenant { snapshot.model = services.dialer.model(for: tenant) }
        snapshot.callerSocket = caller.isOpen ? .open : .closed
        return snapshot
    }

    /// The call with all that is remembered of it.
    func detail() -> CallDetail {
        var detail = conversation.detail(snapshot(), at: now)
        detail.queues.callerBytes = caller.pendingBytes
        detail.queues.modelBytes = model.pendingBytes
        detail.queues.held = held.length
        return detail
    }
}
