package import CoraCall
package import CoraTenant

/// The live calls of one event loop, asked together: as many at a time as keep the loop busy for some 100 µs, so that a
/// thousand calls cost a few visits and none of them holds the loop for long. Its executor is that loop.
package actor LoopCalls {
    /// How many calls are counted in one visit to the loop.
    private static let counted = 500
    /// How many calls are described in one visit: fewer, because each needs words made.
    private static let described = 50

    /// Names the loop, as `LiveCall.executor` does.
    package nonisolated let loop: ObjectIdentifier
    /// The calls' executor, which they keep alive.
    package nonisolated let unownedExecutor: UnownedSerialExecutor
    private nonisolated let calls: [CallSupervisor.Live]

    private init(_ loop: ObjectIdentifier, _ first: CallSupervisor.Live, _ calls: [CallSupervisor.Live]) {
        self.loop = loop
        self.calls = calls
        unownedExecutor = first.call.unownedExecutor
    }

    /// The calls by their event loop, in no order.
    static func grouped(_ calls: some Sequence<CallSupervisor.Live>) -> [LoopCalls] {
        Dictionary(grouping: calls, by: \.call.executor).compactMap { loop, calls in
            calls.first.map { LoopCalls(loop, $0, calls) }
        }
    }

    /// The sums of the calls' figures. It waits for the loop.
    package nonisolated func tally() async -> CallTally {
        var tally = CallTally()
        for calls in visits(of: Self.counted) { tally.add(await count(calls)) }
        return tally
    }

    /// The stats of each call. It waits for the loop.
    /// - Parameter wall: the time of day, asked for once a visit.
    package nonisolated func stats(wall: @Sendable () -> WallTime) async -> [CallStats] {
        var stats: [CallStats] = []
        for calls in visits(of: Self.described) {
            let snapshots = await snapshots(of: calls)
            let moment = wall()
            stats += zip(calls, snapshots).map { CallStats($1, of: $0.ticket, wall: moment) }
        }
        return stats
    }

    private func count(_ calls: ArraySlice<CallSupervisor.Live>) -> CallTally {
        calls.reduce(into: CallTally()) { $1.call.addOnExecutor(to: &$0) }
    }

    private func snapshots(of calls: ArraySlice<CallSupervisor.Live>) -> [CallSnapshot] {
        calls.map { $0.call.snapshotOnExecutor() }
    }

    private nonisolated func visits(of count: Int) -> [ArraySlice<CallSupervisor.Live>] {
        stride(from: 0, to: calls.count, by: count).map { calls[$0..<min($0 + count, calls.count)] }
    }
}
