package import CoraCall

/// Asks live calls what they look like: those of one event loop together, a hundred at a time, so that a thousand calls
/// cost a dozen visits and none of them holds a loop for long.
package struct LiveCalls: Sendable {
    /// A live call and whose it is.
    package typealias Entry = (call: any LiveCall, ticket: CallTicket)

    /// Calls asked in one visit: some 100 µs of a loop's time.
    private static let chunk = 100

    private let groups: [[Entry]]

    /// - Parameter entries: the calls, in no order.
    package init(_ entries: [Entry]) {
        groups = Dictionary(grouping: entries) { $0.call.executor }.values.flatMap { calls in
            stride(from: 0, to: calls.count, by: Self.chunk).map {
                Array(calls[$0..<min($0 + Self.chunk, calls.count)])
            }
        }
    }

    /// All of them, counted together.
    package func tally() async -> CallTally {
        var tally = CallTally()
        for group in groups { if let first = group.first { tally.add(await first.call.tally(of: group.map(\.call))) } }
        return tally
    }

    /// Each of them, as it is answered.
    /// - Parameter wall: milliseconds since 1970 (UTC), asked once a visit.
    package func stats(wall: @Sendable () -> Int64) async -> [CallStats] {
        var stats: [CallStats] = []
        for group in groups {
            guard let first = group.first else { continue }
            let snapshots = await first.call.snapshots(of: group.map(\.call))
            let moment = wall()
            for (entry, snapshot) in zip(group, snapshots) {
                if let snapshot { stats.append(CallStats(snapshot, of: entry.ticket, wall: moment)) }
            }
        }
        return stats
    }
}
