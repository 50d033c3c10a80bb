import CoraCall
import Synchronization

/// A clock that stands still until it is moved.
final class SettableClock: Sendable {
    private let nanoseconds = Mutex<Int64>(0)

    var now: CallInstant { CallInstant(nanoseconds: nanoseconds.withLock(\.self)) }

    func advance(by span: Span) { nanoseconds.withLock { $0 += span.nanoseconds } }
}

/// A call that does what it is told and remembers it.
actor RecordedCall: LiveCall {
    private(set) var left: [Goodbye.Cause] = []
    private(set) var termination: Termination?

    func leave(_ cause: Goodbye.Cause) -> Bool {
        left.append(cause)
        return true
    }

    func end(_ reason: Termination.Reason) { termination = termination ?? Termination(reason) }

    func snapshot() -> CallSnapshot {
        CallSnapshot(state: "live", figures: CallFigures(), termination: termination)
    }
}

/// A ticket of call `sid`.
func ticket(
    _ sid: String, id: String? = nil, attempt: Int = 0, tenant: String = "acme", limits: TenantLimits = TenantLimits()
) -> CallTicket {
    CallTicket(
        callSID: sid, callID: id ?? "\(sid)-\(attempt)",
        tenant: Tenant(id: tenant, numbers: [], agentName: "Ann", limits: limits),
        callerNumber: "+15550123", dialledNumber: "+15550100", attempt: attempt)
}
