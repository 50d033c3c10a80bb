package import CoraCall

/// Asks live calls what they look like: those of one event loop together, as many at a time as take a loop some 100 µs, so
/// that a thousand calls cost a few visits and none of them holds a loop for long.
package enum LiveCalls {
    /// Calls counted in one visit.
    private static let counted = 500
    /// Calls described in one visit: each has words to be made.
    private static let described = 50

    /// The calls, counted together.
    package static func tally(_ calls: [any LiveCall]) async -> CallTally {
        var tally = CallTally()
        for group in groups(calls, of: counted, by: \.executor) {
            if let first = group.first { tally.add(await first.tally(of: group)) }
        }
        return tally
    }

    /// Each of the calls, as it is answered.
    /// - Parameter wall: the time of day, asked once a visit.
    package static func stats(
        _ entries: [(call: any LiveCall, ticket: CallTicket)], wall: @Sendable () -> WallTime
    ) async -> [CallStats] {
        var stats: [CallStats] = []
        for group in groups(entries, of: described, by: \.call.executor) {
            guard let first = group.first else { continue }
            let snapshots = await first.call.snapshots(of: group.map(\.call))
            let moment = wall()
            for (entry, snapshot) in zip(group, snapshots) {
                if let snapshot { stats.append(CallStats(snapshot, of: entry.ticket, wall: moment)) }
            }
        }
        return stats
    }

    private static func groups<Call>(
        _ calls: [Call], of chunk: Int, by executor: (Call) -> ObjectIdentifier
    ) -> [[Call]] {
        Dictionary(grouping: calls, by: executor).values.flatMap { calls in
            stride(from: 0, to: calls.count, by: chunk).map { Array(calls[$0..<min($0 + chunk, calls.count)]) }
        }
    }
}
