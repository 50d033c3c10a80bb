import BenchProbes
import CoraCall
import CoraPostgres
import CoraStore
import Foundation
import Synchronization

/// From a turn's acceptance to its being seen by another connection, at 1,000 turns a second.
struct VisibleDelay {
    private static let turnsASecond = 1000
    /// Turns are accepted so many at a time, so that the ticking costs little.
    private static let together = 5

    let store: StoreUnderTest
    let calls: BenchCalls
    let seconds: Int

    /// When turns were accepted, by their number.
    private final class Acceptances: Sendable {
        let times = Mutex<[ContinuousClock.Instant]>([])
        let isOver = Atomic(false)
    }

    /// Returned: a time for every turn.
    func run() async throws -> Durations {
        try await store.reset()
        let acceptances = Acceptances()
        let total = seconds * Self.turnsASecond
        return try await store.writing { outbox in
            let recorder = StoreRecorder(outbox: outbox, rows: BenchCalls.rows, logger: StoreUnderTest.logger)
            calls.begin(recorder)
            async let talking: Void = OwnThread.run { talk(recorder, total, acceptances) }
            let times = try await watch(total, acceptances)
            await talking
            return times
        }
    }

    private func talk(_ recorder: StoreRecorder, _ total: Int, _ acceptances: Acceptances) {
        let start = ContinuousClock.now
        for number in 0..<total {
            if number % Self.together == 0 {
                let due = start + .seconds(1) * number / Self.turnsASecond
                let rest = ContinuousClock.now.duration(to: due) / .microseconds(1)
                if rest > 0 { usleep(UInt32(rest)) }
            }
            let (ticket, turn) = calls.turn(number)
            recorder.record(.turn(turn), of: ticket)
            acceptances.times.withLock { $0.append(.now) }
        }
    }

    /// Asks again and again for each call's last turn. A turn is seen when the answer that has it, or a later one of
    /// its call, has arrived: order is kept within a call.
    private func watch(_ total: Int, _ acceptances: Acceptances) async throws -> Durations {
        let ids = calls.tickets.map { Optional($0.callID) }
        let places = Dictionary(uniqueKeysWithValues: calls.tickets.enumerated().map { ($1.callID, $0) })
        var seen = Array(repeating: 0, count: ids.count)
        var times = Durations(capacity: total)
        let end = ContinuousClock.now + .seconds(seconds + 30)
        return try await store.pool.withConnection { connection in
            while times.count < total, ContinuousClock.now < end {
                let answer = try await connection.query(Self.lastTurns, [.uuidArray(ids)])
                let now = ContinuousClock.now
                let accepted = acceptances.times.withLock { $0 }
                for row in answer.rows {
                    guard let call = places[try row.value("id", as: String.self)] else { continue }
                    let last: Int = try row.value("sequence")
                    while seen[call] < last {
                        let number = seen[call] * ids.count + call
                        seen[call] += 1
                        // Seen before its acceptance was noted down: no time at all.
                        times.add(number < accepted.count ? (accepted[number].duration(to: now)).nanoseconds : 0)
                    }
                }
                try await Task.sleep(for: .milliseconds(2))
            }
            return times
        }
    }

    private static let lastTurns = """
        SELECT c.id, t.sequence FROM unnest($1::uuid[]) AS c (id) CROSS JOIN LATERAL
          (SELECT sequence FROM call_turns WHERE call_id = c.id ORDER BY ts DESC LIMIT 1) AS t
        """
}

extension Duration {
    fileprivate var nanoseconds: Int64 { Int64(self / .nanoseconds(1)) }
}
