import CoraCall
import CoraTenant
import Synchronization

/// A clock that stands still until it is moved.
final class SettableClock: Sendable {
    private let nanoseconds = Mutex<Int64>(0)

    var now: CallInstant { CallInstant(nanoseconds: nanoseconds.withLock(\.self)) }

    func advance(by span: CallDuration) { nanoseconds.withLock { $0 += span.nanoseconds } }
}

/// A call that does what it is told and remembers it.
actor RecordedCall: LiveCall {
    private struct Told {
        var left: [Goodbye.Cause] = []
        var termination: Termination?
    }

    private nonisolated let told = Mutex(Told())

    var left: [Goodbye.Cause] { told.withLock(\.left) }
    var termination: Termination? { told.withLock(\.termination) }

    func leave(_ cause: Goodbye.Cause) -> Bool {
        hand(.leave(cause))
        return true
    }

    func end(_ reason: Termination.Reason) { hand(.end(reason)) }

    nonisolated func hand(_ order: CallOrder) {
        told.withLock { told in
            switch order {
            case .leave(let cause): told.left.append(cause)
            case .end(let reason): told.termination = told.termination ?? Termination(reason)
            }
        }
    }

    func snapshot() -> CallSnapshot {
        CallSnapshot(phase: .live, figures: CallFigures(), termination: termination)
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
