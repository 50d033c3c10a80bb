import Synchronization

/// The planned faults that are not used up yet, shared by all sessions of a server. May be used from any thread.
final class FaultPlan: Sendable {
    /// The most faults that wait at a time.
    static let limit = 1_000

    private let planned: Mutex<[PlannedFault]>

    init(_ planned: [PlannedFault] = []) {
        self.planned = Mutex(planned)
    }

    /// Adds faults behind those of their scope that wait.
    ///
    /// - Returns: whether there was room; if not, none is added.
    func add(_ faults: [PlannedFault]) -> Bool {
        planned.withLock { planned in
            guard planned.count + faults.count <= Self.limit else { return false }
            planned += faults
            return true
        }
    }

    /// How many faults wait; one that befalls several counts once.
    var count: Int { planned.withLock(\.count) }

    /// Forgets every fault that waits.
    func clear() {
        planned.withLock { $0.removeAll() }
    }

    /// Takes the fault of the next dial, session, turn or response; nil when that is to go well.
    ///
    /// - Parameter scope: picks the faults of one scope, such as `\.dial`.
    func take<Fault: Sendable>(_ scope: KeyPath<StandInFault, Fault?>) -> Fault? {
        planned.withLock { planned in
            guard let index = planned.firstIndex(where: { $0.fault[keyPath: scope] != nil }) else { return nil }
            guard planned[index].skip == 0 else {
                planned[index].skip -= 1
                return nil
            }
            let fault = planned[index].fault[keyPath: scope]
            guard let count = planned[index].count else { return fault }
            if count > 1 { planned[index].count = count - 1 } else { planned.remove(at: index) }
            return fault
        }
    }
}
