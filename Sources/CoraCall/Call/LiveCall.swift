/// How a call is to end.
package enum CallOrder: Sendable, Equatable {
    /// With a goodbye that is heard.
    case leave(Goodbye.Cause)
    /// At once.
    case end(Termination.Reason)
}

/// One live call, as those who supervise it see it.
package protocol LiveCall: AnyObject, Sendable {
    /// Ends the call with a goodbye that is heard.
    /// - Returns: false if how it ends cannot be changed any more.
    @discardableResult
    func leave(_ cause: Goodbye.Cause) async -> Bool
    /// Ends the call at once.
    func end(_ reason: Termination.Reason) async
    /// One of these, handed to the call and not waited for: where many calls are told, one may be on a loop that is
    /// stuck.
    nonisolated func hand(_ order: CallOrder)
    /// What the call looks like now.
    func snapshot() async -> CallSnapshot
    /// The same of several calls that share this one's executor, in their order, at the price of one visit to it; nil
    /// for one that does not share it.
    func snapshots(of calls: [any LiveCall]) async -> [CallSnapshot?]
    /// The same calls counted together; those that do not share this one's executor are left out.
    func tally(of calls: [any LiveCall]) async -> CallTally
    /// What the calls of one executor have in common; calls with the same can be asked together.
    nonisolated var executor: ObjectIdentifier { get }
    /// The call with all that is remembered of it.
    func detail() async -> CallDetail
}

extension LiveCall {
    package nonisolated var executor: ObjectIdentifier { ObjectIdentifier(self) }

    package func snapshots(of calls: [any LiveCall]) async -> [CallSnapshot?] {
        var snapshots: [CallSnapshot?] = []
        for call in calls { snapshots.append(await call.snapshot()) }
        return snapshots
    }

    package func tally(of calls: [any LiveCall]) async -> CallTally {
        var tally = CallTally()
        for call in calls {
            let snapshot = await call.snapshot()
            tally.add(snapshot.phase, snapshot.figures)
        }
        return tally
    }

    package func detail() async -> CallDetail { CallDetail(snapshot: await snapshot()) }
}
