/// An order to end a call.
package enum CallOrder: Sendable, Equatable {
    /// End it with a goodbye that the caller hears.
    case leave(Goodbye.Cause)
    /// End it at once.
    case end(Termination.Reason)
}

/// One live call, as its supervisor sees it. Several calls may share one executor: an event loop.
package protocol LiveCall: Actor {
    /// Ends the call with a goodbye that the caller hears.
    /// - Returns: false if it is over, or is ending in a way that this cause cannot change.
    @discardableResult
    func leave(_ cause: Goodbye.Cause) -> Bool
    /// Ends the call at once.
    func end(_ reason: Termination.Reason)
    /// Gives the call an order without waiting for it. For orders to many calls, one of which may be on an event loop
    /// that is stuck.
    nonisolated func hand(_ order: CallOrder)
    /// What the call looks like now.
    func snapshot() -> CallSnapshot
    /// What the call looks like now, with its timeline, tools and queues.
    func detail() -> CallDetail
    /// What the call's stream leaves to the next one.
    func handover() -> Handover
    /// Names the call's executor; calls with an equal value can be asked together.
    nonisolated var executor: ObjectIdentifier { get }
    /// What the call looks like now, for code that runs on the call's executor already, which is checked.
    nonisolated func snapshotOnExecutor() -> CallSnapshot
    /// Counts the call, for code that runs on the call's executor already, which is checked.
    nonisolated func addOnExecutor(to tally: inout CallTally)
}

extension LiveCall {
    /// Nothing: for calls without a conversation.
    package func handover() -> Handover { Handover() }

    /// The call itself: it shares its executor with no other call.
    package nonisolated var executor: ObjectIdentifier { ObjectIdentifier(self) }

    /// Enters the actor for its snapshot.
    package nonisolated func snapshotOnExecutor() -> CallSnapshot {
        assumeIsolated { $0.snapshot() }
    }

    /// Counts what the snapshot shows.
    package nonisolated func addOnExecutor(to tally: inout CallTally) {
        let snapshot = snapshotOnExecutor()
        tally.add(snapshot.phase, snapshot.figures)
    }

    /// The snapshot alone, without timeline, tools and queues.
    package func detail() -> CallDetail { CallDetail(snapshot: snapshot()) }
}
