import BenchProbes
import CoraCall
import CoraStore
import Foundation
import NIOCore
import Synchronization

/// The way of a frame through the real server while a writer that never runs out of turns works beside it, and while it
/// rests; and how long the call's own event loop is held up by `accept`.
struct AudioUnderLoad {
    /// One state's rounds, taken together.
    struct Times: Sendable {
        var toModel = Pair()
        var toCaller = Pair()
        /// How long `accept` took on the call's loop.
        var accept = Durations()
        var lost = 0
    }

    /// A way through CORA and the same way without it.
    struct Pair: Sendable {
        var throughCORA = Durations()
        var direct = Durations()

        /// What CORA adds to the 99th percentile.
        var added: Milliseconds { throughCORA.percentile(99) - direct.percentile(99) }
    }

    let store: StoreUnderTest
    let calls: BenchCalls
    let seconds: Int
    let rounds: Int

    func run() async throws -> (resting: Times, writing: Times, rate: Double) {
        var (resting, writing) = (Times(), Times())
        var written = 0
        for _ in 0..<rounds {
            try await store.reset()
            try await store.writing { try await talk($0, into: &resting) }
            let before = try await store.turns()
            try await store.writing { outbox in
                let flood = Flood(calls, outbox)
                try await talk(outbox, into: &writing)
                await flood.stop()
            }
            written += try await store.turns() - before
        }
        return (resting, writing, Double(written) / Double(max(rounds * (seconds + 1), 1)))
    }

    private func talk(_ outbox: Outbox, into times: inout Times) async throws {
        let recorder = StoreRecorder(outbox: outbox, rows: BenchCalls.rows, logger: StoreUnderTest.logger)
        calls.begin(recorder)
        let probe = AcceptProbe(recorder, calls, turns: seconds * 50)
        let outcome = try await TalkingCall(seconds: seconds, recorder: recorder).run { probe.start(on: $0) }
        times.toModel.add(outcome.toModel)
        times.toCaller.add(outcome.toCaller)
        times.accept.add(probe.times)
        times.lost +=
            outcome.toModel.throughCORA.lost(of: outcome.toModel.sent)
            + outcome.toCaller.throughCORA.lost(of: outcome.toCaller.sent)
    }
}

extension AudioUnderLoad.Pair {
    fileprivate mutating func add(_ record: TalkingCall.Record) {
        throughCORA.add(record.throughCORA.times)
        direct.add(record.direct.times)
    }
}

/// Keeps more turns in an outbox than a writer can take, from a thread of its own.
private final class Flood: Sendable {
    /// Turns that always wait: several batches of the writer's.
    private static let backlog = 20_000

    private let isOver = Atomic(false)
    private let thread = Mutex<Task<Void, Never>?>(nil)

    init(_ calls: BenchCalls, _ outbox: Outbox) {
        let task = Task { await OwnThread.run { self.run(calls, outbox) } }
        thread.withLock { $0 = task }
    }

    private func run(_ calls: BenchCalls, _ outbox: Outbox) {
        let recorder = StoreRecorder(outbox: outbox, rows: BenchCalls.rows, logger: StoreUnderTest.logger)
        var number = 0
        while !isOver.load(ordering: .relaxed) {
            let missing = Self.backlog - outbox.figures.rows
            for _ in 0..<max(missing, 0) {
                let (ticket, turn) = calls.turn(number)
                recorder.record(.turn(turn), of: ticket)
                number += 1
            }
            usleep(5000)
        }
    }

    func stop() async {
        isOver.store(true, ordering: .relaxed)
        await thread.withLock { $0 }?.value
    }
}

/// Takes down a turn every 20 ms on a call's event loop, and how long that took.
private final class AcceptProbe: Sendable {
    private let recorder: StoreRecorder
    private let calls: BenchCalls
    private let turns: Int
    private let measured = Mutex(Durations())

    var times: Durations { measured.withLock { $0 } }

    init(_ recorder: StoreRecorder, _ calls: BenchCalls, turns: Int) {
        self.recorder = recorder
        self.calls = calls
        self.turns = turns
    }

    /// On the loop.
    func start(on loop: any EventLoop) {
        _ = Ticker(on: loop, from: .now() + .milliseconds(213)) { [self] tick in
            let (ticket, turn) = calls.turn(tick)
            let start = Stamp.now
            recorder.record(.turn(turn), of: ticket)
            let time = Int64(Stamp.now - start)
            measured.withLock { $0.add(time) }
            return tick + 1 < turns
        }
    }
}
