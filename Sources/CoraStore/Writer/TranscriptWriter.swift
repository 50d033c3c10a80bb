import CoraCall
package import CoraPostgres
package import Logging
import Synchronization

/// Brings rows from the outbox to Postgres, in batches, in order, each exactly once.
///
/// A batch is one transaction. Rows leave the outbox after it is committed. If the writer cannot know whether it was,
/// it sends the batch again, which changes nothing the second time. If Postgres refuses a batch because of a row, the
/// writer finds the row by halving the batch, and sets it aside. After every other failure it waits and tries again.
package actor TranscriptWriter {
    /// Carries out statements in one transaction.
    package typealias Send = @Sendable ([PostgresStatement]) async throws(PostgresError) -> Void

    /// Ends the calls of processes that are gone, and returns the calls' ids.
    package typealias CloseLost = @Sendable () async throws(PostgresError) -> [String]

    private enum Outcome {
        case committed
        case refused(PostgresError)
        case gaveUp
    }

    private let outbox: Outbox
    private let plan: BatchPlan
    private let send: Send
    private let closeLost: CloseLost?
    private let logger: Logger
    private let backoff = Backoff()
    private let state = Mutex(WriterFigures())
    /// The lane under which the closing of lost calls waits.
    private static let closingLane = -1

    private var deadline: ContinuousClock.Instant?
    /// Waits under way, by lane.
    private var naps: [Int: Task<Void, any Error>] = [:]
    /// Whether the rows of an earlier process are in Postgres.
    private var isCaughtUp = false
    /// Resumes the closing of lost calls, which waits for `isCaughtUp`.
    private var onCaughtUp: CheckedContinuation<Void, Never>?

    /// - Parameters:
    ///   - outbox: the outbox that has the rows.
    ///   - plan: how rows are gathered.
    ///   - closeLost: called once, when every row of an earlier process is in Postgres; nil for nothing.
    ///   - send: carries out statements in one transaction; the error that it throws decides whether to try again.
    package init(
        outbox: Outbox, plan: BatchPlan = BatchPlan(), logger: Logger, closeLost: CloseLost? = nil, send: @escaping Send
    ) {
        self.outbox = outbox
        self.plan = plan
        self.send = send
        self.closeLost = closeLost
        self.logger = logger
    }

    /// Makes a writer on a pool's connections, which also ends the calls of processes that are gone (`LostCalls`).
    package init(outbox: Outbox, plan: BatchPlan = BatchPlan(), pool: PostgresPool, logger: Logger) {
        let (name, instance) = (outbox.name, outbox.instance)
        let closeLost: CloseLost = { () async throws(PostgresError) in
            try await LostCalls.close(outbox: name, instance: instance, on: pool)
        }
        self.init(outbox: outbox, plan: plan, logger: logger, closeLost: closeLost) {
            statements throws(PostgresError) in
            if let copy = TurnCopy(statements), try await copy.isCommitted(on: pool) { return }
            // The wait for a connection is short, so that the figures soon show what is wrong.
            _ = try await pool.batch(statements, timeout: .seconds(30), deadline: .seconds(1))
        }
    }

    /// What the writer has done. Any thread.
    package nonisolated var figures: WriterFigures { state.withLock { $0 } }

    /// Writes until `stop`, starting with what an earlier process left.
    package func run() async {
        async let closing: Void = closeLostCalls()
        isCaughtUp = outbox.inherited == 0
        var batch = await outbox.next(after: 0, by: plan)
        while let last = batch.last?.sequence {
            // The next batch is read from disk while Postgres works.
            async let following = outbox.next(after: last, by: plan)
            guard await deliver(batch) else { break }
            if last >= outbox.inherited { catchUp() }
            batch = await following
        }
        onCaughtUp?.resume()
        onCaughtUp = nil
        await closing
    }

    /// Has every row accepted so far go to Postgres, and then `run` return.
    /// - Parameter patience: how long the writer waits for Postgres. Rows left then stay on disk for the next start.
    package func stop(within patience: Duration) {
        deadline = ContinuousClock.now.advanced(by: patience)
        for nap in naps.values { nap.cancel() }
        outbox.finish()
    }

    // MARK: Lost calls

    private func catchUp() {
        isCaughtUp = true
        onCaughtUp?.resume()
        onCaughtUp = nil
    }

    /// Waits until every row of an earlier process is in Postgres, then ends the calls it left open. It tries until it
    /// succeeds, or until the writer is told to stop.
    private func closeLostCalls() async {
        guard let closeLost else { return }
        if !isCaughtUp { await withCheckedContinuation { onCaughtUp = $0 } }
        guard isCaughtUp else { return }
        var failures = 0
        while failures == 0 || deadline == nil {
            do throws(PostgresError) {
                let calls = try await closeLost()
                state.withLock { $0.lostCalls += calls.count }
                if !calls.isEmpty {
                    logger.warning(
                        "calls of a process that is gone were ended",
                        metadata: ["cora.calls": "\(calls.joined(separator: " "))"])
                }
                return
            } catch {
                failures += 1
                guard await pause(after: failures, Self.closingLane) else { return }
            }
        }
    }

    // MARK: A batch

    /// Brings a batch to Postgres.
    /// - Returns: false if the writer stops before the batch is through.
    private func deliver(_ batch: [StoredRow]) async -> Bool {
        let start = ContinuousClock.now
        var shelved: [ShelvedRow] = []
        let sound = batch.filter { row in
            guard let fault = WriteStatements.fault(of: row.row) else { return true }
            shelved.append(shelve(row, fault))
            return false
        }
        let (left, right) = Self.lanes(sound, from: plan.enough / 2)
        async let rightRefused = carry(right, lane: 1)
        guard let leftRefused = await carry(left, lane: 0), let rightRefused = await rightRefused else { return false }
        shelved += leftRefused + rightRefused
        outbox.delete(upTo: batch.last?.sequence ?? 0, shelving: shelved.sorted { $0.sequence < $1.sequence })
        note(batch.count - shelved.count, shelved.count, took: start.duration(to: .now))
        return true
    }

    /// Shares rows between two connections, so that one is filled while the other's server works. All rows of a call go
    /// by the same connection, which keeps their order.
    static func lanes(_ rows: [StoredRow], from size: Int) -> ([StoredRow], [StoredRow]) {
        guard rows.count >= size else { return (rows, []) }
        var lanes: ([StoredRow], [StoredRow]) = ([], [])
        for row in rows {
            if isLeft(row.row.call ?? "") { lanes.0.append(row) } else { lanes.1.append(row) }
        }
        return lanes
    }

    private static func isLeft(_ call: String) -> Bool {
        var hash: UInt32 = 2_166_136_261
        for byte in call.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return (hash >> 16) & 1 == 0
    }

    /// Brings rows to Postgres, in order.
    /// - Returns: the rows that it refused; nil if the writer stops before all are through.
    private func carry(_ rows: [StoredRow], lane: Int) async -> [ShelvedRow]? {
        var shelved: [ShelvedRow] = []
        var pieces = [rows[...]]
        while let piece = pieces.popLast() {
            switch await attempt(piece, lane) {
            case .committed: break
            case .gaveUp: return nil
            case .refused(let error):
                if piece.count == 1 {
                    shelved += piece.map { shelve($0, "\(error)") }
                } else {
                    let middle = piece.startIndex + piece.count / 2
                    pieces += [piece[middle...], piece[..<middle]]
                }
            }
        }
        return shelved
    }

    private func attempt(_ piece: ArraySlice<StoredRow>, _ lane: Int) async -> Outcome {
        guard !piece.isEmpty else { return .committed }
        let statements = WriteStatements.make(of: piece.lazy.map(\.row))
        var failures = 0
        while true {
            do throws(PostgresError) {
                try await send(statements)
                state.withLock { $0.failuresRunning = 0 }
                return .committed
            } catch {
                if error.isFaultOfRow { return .refused(error) }
                failures += 1
                note(error, failures)
                guard await pause(after: failures, lane) else { return .gaveUp }
            }
        }
    }

    /// Waits before the next attempt.
    /// - Returns: false if there is no time left.
    private func pause(after failures: Int, _ lane: Int) async -> Bool {
        if let deadline, ContinuousClock.now >= deadline { return false }
        let wait = backoff.wait(after: failures, chance: .random(in: 0...1))
        let nap = Task { try await Task.sleep(for: wait) }
        naps[lane] = nap
        _ = await nap.result
        naps[lane] = nil
        return true
    }

    // MARK: Figures

    private func shelve(_ row: StoredRow, _ error: String) -> ShelvedRow {
        logger.error(
            "a row was set aside: the store does not take it",
            metadata: ["cora.outbox.sequence": "\(row.sequence)", "cora.pii.error": "\(error)"])
        state.withLock { $0.lastError = error }
        return ShelvedRow(sequence: row.sequence, at: .now(), row: row.row, error: error)
    }

    private nonisolated func note(_ written: Int, _ shelved: Int, took time: Duration) {
        state.withLock { figures in
            figures.written += written
            figures.batches += 1
            figures.shelved += shelved
            let rate = Double(written) / max(time / .seconds(1), 0.000_001)
            figures.rate = figures.rate == 0 ? rate : figures.rate * 0.8 + rate * 0.2
        }
    }

    private nonisolated func note(_ error: PostgresError, _ failures: Int) {
        state.withLock { figures in
            figures.failures += 1
            figures.failuresRunning = failures
            figures.lastError = "\(error)"
        }
        // The first line says that something is wrong, every hundredth that it still is; the figures tell the rest.
        guard failures == 1 || failures.isMultiple(of: 100) else { return }
        logger.warning(
            "the store does not take rows: they wait on disk",
            metadata: ["cora.failures": "\(failures)", "cora.pii.error": "\(error)"])
    }
}

extension PostgresError {
    /// Whether the row itself is why the statement failed, so that it will fail every time (PostgreSQL manual, appendix
    /// A). A missing table or right is no such reason: it is mended from outside, and the rows wait for that.
    fileprivate var isFaultOfRow: Bool {
        guard code == .server, let sqlState else { return false }
        // Data exceptions, integrity constraints, program limits, and what a trigger raises.
        return ["22", "23", "54", "P0"].contains(sqlState.prefix(2))
    }
}
