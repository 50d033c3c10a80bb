import CoraPostgres
import Dispatch
import Foundation
import Synchronization

/// Keeps what happened on calls until Postgres has it: rows go into memory at once, and to disk by a thread of its own,
/// which commits together whatever arrived while it was busy with the commit before.
///
/// `accept` is for event loops: a short lock and no waiting. Everything else is for the writer and for start and stop.
package final class Outbox: Sendable {
    /// The outbox's own name, made with it and kept.
    package let name: String
    /// This process's name as far as calls are concerned: the outbox's, and how often it has been opened. Only one
    /// process at a time has an outbox, so whoever has it knows that those before are gone.
    package let instance: String
    /// The last row that an earlier process left in line; zero if it left none.
    package let inherited: Int64

    private let shared: OutboxInbox
    private let now: @Sendable () -> Int64

    /// Opens the outbox in a folder, and takes up what an earlier process left there.
    /// - Parameters:
    ///   - folder: made if it is not there; one process at a time has it.
    ///   - now: the wall clock, in microseconds since 1970 (UTC).
    /// - Throws: `OutboxError` if the folder cannot be written, has no room, or is another process's.
    package init(
        folder: String, limits: OutboxLimits = OutboxLimits(), now: @escaping @Sendable () -> Int64 = WallClock.now
    ) throws(OutboxError) {
        let file = try OutboxFile(folder: folder, limits: limits)
        let shared = OutboxInbox(limits: limits)
        let identity = try file.identity()
        let worker = try OutboxWorker(file: file, inbox: shared, now: now)
        name = identity.name
        instance = "\(identity.name)-\(identity.opening)"
        inherited = shared.figures.rows > 0 ? worker.last : 0
        self.shared = shared
        self.now = now
        Thread {
            BackgroundPriority.enter()
            worker.run()
        }.start()
    }

    deinit {
        shared.ask(.close(nil))
    }

    /// Takes rows, all or none of them. Any thread; does not block.
    /// - Returns: false if the outbox is full to its hard limit or closed: the rows are not kept, and counted as
    ///   refused. While `isAccepting` guards new calls, that takes calls that say more than the whole reserve holds.
    package func accept(_ rows: [OutboxRow]) -> Bool {
        shared.accept(rows, at: now())
    }

    /// Whether there is room for new calls: the disk takes rows, and the reserve for calls in flight is untouched.
    package var isAccepting: Bool { shared.isAccepting }

    /// What it holds now. Any thread.
    package var figures: OutboxFigures { shared.figures }

    /// Returns once everything accepted before is on disk.
    /// - Throws: `OutboxError` if the disk would not take it; the rows are kept in memory and tried again.
    package func flush() async throws {
        try await withCheckedThrowingContinuation { shared.ask(.flush($0)) }
    }

    /// The rows behind `sequence`, in order of acceptance, as soon as the plan says to take them.
    /// Empty once `finish` was called and nothing is left, or after `close`. One caller at a time.
    package func next(after sequence: Int64, by plan: BatchPlan) async -> [StoredRow] {
        await withCheckedContinuation { shared.ask(.next(.init(after: sequence, plan: plan, answer: $0))) }
    }

    /// Forgets the rows up to `sequence`: Postgres has them, or they are in `shelved`, which is kept apart. Lost if the
    /// process dies at once; the rows then go to Postgres again, where their ids make them no second ones.
    package func delete(upTo sequence: Int64, shelving shelved: [ShelvedRow] = []) {
        shared.ask(.remove(upTo: sequence, shelved))
    }

    /// Rows that were set aside, oldest first, without the rest of the line being touched.
    package func shelf(limit: Int = 100) async throws -> [ShelvedRow] {
        try await withCheckedThrowingContinuation { shared.ask(.shelf(limit: limit, $0)) }
    }

    /// Puts rows that were set aside back in line, behind everything accepted before: what kept them out has been
    /// mended. What Postgres refuses again is set aside again, under a new number.
    /// - Parameter sequences: which, by their place; nil for all. Those that are not there are passed over.
    /// - Returns: how many were put back.
    /// - Throws: `OutboxError` if the disk would not take it; nothing is put back then.
    package func retry(_ sequences: [Int64]? = nil) async throws -> Int {
        try await withCheckedThrowingContinuation { shared.ask(.unshelve(sequences, $0)) }
    }

    /// From now on `next` does not wait for more rows to come.
    package func finish() {
        shared.ask(.finish)
    }

    /// Puts everything on disk and closes the file. Rows offered later are refused.
    package func close() async {
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in shared.ask(.close(done)) }
    }
}

/// The time of day.
package enum WallClock {
    /// Microseconds since 1970 (UTC).
    package static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }
}
