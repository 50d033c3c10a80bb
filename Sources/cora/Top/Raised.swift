import Synchronization

/// A flag that is raised once and can be seen from any thread.
final class Raised: Sendable {
    private let state = Atomic(false)

    var isRaised: Bool { state.load(ordering: .acquiring) }
    func raise() { state.store(true, ordering: .releasing) }
}
