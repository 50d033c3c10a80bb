import CoraCall
import CoraPostgres
import CoraStore
import Foundation

/// Turns a second from `Outbox.accept` to the real tables with their indexes, and what `COPY` of the same rows into the
/// same tables reaches: by turns, each on an empty table, so that all meet the machine in the same mood.
///
/// The writer is held against a program that does no more than `COPY`: makes the lines, and commits as often as the
/// writer does at full load. Beside it stands one single `COPY` of lines that were made beforehand: PostgreSQL's own
/// speed, which nothing reaches that has to let rows be seen soon.
struct WriterThroughput {
    /// What one kind of round came to, in turns a second.
    struct Rates: Sendable {
        var writer: [Double] = []
        var copy: [Double] = []
        var wholeCopy: [Double] = []
        /// Turns that were accepted and are not there.
        var lost = 0

        /// The writer's rate over that of the `COPY` behind it, in the middle of all rounds.
        var toCopy: Double { zip(writer, copy).map { $0 / $1 }.median }
        /// The same, of the single `COPY`.
        var toWholeCopy: Double { zip(writer, wholeCopy).map { $0 / $1 }.median }
    }

    /// Turns of one of the writer's transactions at full load: half a batch, since two connections share it.
    private static let batch = BatchPlan().most / 2

    let store: StoreUnderTest
    let calls: BenchCalls
    let turns: Int
    let rounds: Int

    func run() async throws -> Rates {
        var rates = Rates()
        try await store.writing { outbox in
            calls.begin(StoreRecorder(outbox: outbox, rows: BenchCalls.rows, logger: StoreUnderTest.logger))
        }
        for _ in 0..<rounds {
            rates.writer.append(try await write(&rates.lost))
            rates.copy.append(try await copyInBatches())
            rates.wholeCopy.append(try await copyWhole())
        }
        return rates
    }

    private func write(_ lost: inout Int) async throws -> Double {
        try await store.reset()
        let time = try await ContinuousClock().measure {
            try await store.writing { outbox in
                let recorder = StoreRecorder(outbox: outbox, rows: BenchCalls.rows, logger: StoreUnderTest.logger)
                await OwnThread.run { accept(recorder, outbox) }
            }
        }
        lost += turns - (try await store.turns())
        return Double(turns) / (time / .seconds(1))
    }

    /// As fast as they are taken; the outbox's memory is bounded, and so waited for.
    private func accept(_ recorder: StoreRecorder, _ outbox: Outbox) {
        for number in 0..<turns {
            if number % 256 == 0 { while outbox.figures.bytesInMemory > 16 << 20 { usleep(500) } }
            let (ticket, turn) = calls.turn(number)
            recorder.record(.turn(turn), of: ticket)
        }
    }

    private func copyInBatches() async throws -> Double {
        try await store.reset()
        return try await store.pool.withConnection { connection in
            let time = try await ContinuousClock().measure {
                for start in stride(from: 0, to: turns, by: Self.batch) {
                    let lines = calls.copyRows(start..<min(start + Self.batch, turns))
                    _ = try await connection.copyIn(BenchCalls.copy, lines)
                }
            }
            return Double(turns) / (time / .seconds(1))
        }
    }

    private func copyWhole() async throws -> Double {
        try await store.reset()
        let lines = calls.copyRows(0..<turns)
        return try await store.pool.withConnection { connection in
            let time = try await ContinuousClock().measure {
                _ = try await connection.copyIn(BenchCalls.copy, lines)
            }
            return Double(turns) / (time / .seconds(1))
        }
    }
}

/// Work that is not for the threads tasks share.
enum OwnThread {
    static func run(_ body: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { done in
            Thread {
                body()
                done.resume()
            }.start()
        }
    }
}

extension [Double] {
    /// The value in the middle; of an even number, the lower of the two. Zero of none.
    var median: Double {
        isEmpty ? 0 : sorted()[(count - 1) / 2]
    }
}
