package import CoraCall

/// Asks live calls for their figures. Calls of one event loop are asked together, as many at a time as keep the loop
/// busy for some 100 µs, so that a thousand calls cost a few visits and none of them holds a loop for long.
package enum LiveCalls {
    /// How many calls are counted in one visit to a loop.
    private static let counted = 500
    /// How many calls are described in one visit: fewer, because each needs words made.
    private static let described = 50

    /// The sums of the calls' figures.
    package static func tally(_ calls: [any LiveCall]) async -> CallTally {
        var tally = CallTally()
        for group in groups(calls, of: counted, by: \.executor) {
            if let first = group.first { tally.add(await first.tally(of: group)) }
        }
        return tally
    }

    /// The stats of each call, as they come in.
    /// - Parameter wall: the time of day, asked for once a visit.
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
