/// An order to end a call.
package enum CallOrder: Sendable, Equatable {
    /// End it with a goodbye that the caller hears.
    case leave(Goodbye.Cause)
    /// End it at once.
    case end(Termination.Reason)
}

/// One live call, as its supervisor sees it.
package protocol LiveCall: AnyObject, Sendable {
    /// Ends the call with a goodbye that the caller hears.
    /// - Returns: false if it is over, or is ending in a way that this cause cannot change.
    @discardableResult
    func leave(_ cause: Goodbye.Cause) async -> Bool
    /// Ends the call at once.
    func end(_ reason: Termination.Reason) async
    /// Gives the call an order without waiting for it. For orders to many calls, one of which may be on an event loop
    /// that is stuck.
    nonisolated func hand(_ order: CallOrder)
    /// What the call looks like now.
    func snapshot() async -> CallSnapshot
    /// Snapshots of several calls that share this one's executor, in the order of `calls`, for one hop to that
    /// executor.
    /// - Returns: nil in the place of a call on another executor.
    func snapshots(of calls: [any LiveCall]) async -> [CallSnapshot?]
    /// Counts several calls together, for one hop to this one's executor; calls on another executor are left out.
    func tally(of calls: [any LiveCall]) async -> CallTally
    /// Names the call's executor; calls with an equal value can be asked together.
    nonisolated var executor: ObjectIdentifier { get }
    /// What the call looks like now, with its timeline, tools and queues.
    func detail() async -> CallDetail
}

extension LiveCall {
    /// The call itself: it shares its executor with no other call.
    package nonisolated var executor: ObjectIdentifier { ObjectIdentifier(self) }

    /// Asks each call by itself.
    package func snapshots(of calls: [any LiveCall]) async -> [CallSnapshot?] {
        var snapshots: [CallSnapshot?] = []
        for call in calls { snapshots.append(await call.snapshot()) }
        return snapshots
    }

    /// Asks each call by itself for its snapshot, and counts those.
    package func tally(of calls: [any LiveCall]) async -> CallTally {
        var tally = CallTally()
        for call in calls {
            let snapshot = await call.snapshot()
            tally.add(snapshot.phase, snapshot.figures)
        }
        return tally
    }

    /// The snapshot alone, without timeline, tools and queues.
    package func detail() async -> CallDetail { CallDetail(snapshot: await snapshot()) }
}
