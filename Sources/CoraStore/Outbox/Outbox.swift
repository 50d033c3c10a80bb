import CoraCall
import CoraPostgres
package import CoraTenant
import Dispatch
import Foundation
import Synchronization

/// Keeps what happened on calls until Postgres has it. Rows go into memory at once; the outbox's own thread brings them
/// to disk, and commits together all rows that arrived while it was busy with the commit before.
///
/// Event loops call `accept`: it takes a short lock and does not wait. The writer, start and stop call the rest.
package final class Outbox: Sendable {
    /// The outbox's name, given to it when its file is made, and kept.
    package let name: String
    /// The name under which this process' calls are recorded: the outbox's name, and how often it has been opened. Only
    /// one process at a time has an outbox open, so that process knows that the earlier ones are gone.
    package let instance: String
    /// The place of the last row that an earlier process left in line; zero if it left none.
    package let inherited: Int64

    private let shared: OutboxInbox
    private let now: @Sendable () -> WallTime

    /// Opens the outbox in a folder, with the rows that an earlier process left there.
    /// - Parameters:
    ///   - folder: made if it is missing; one process at a time can have it open.
    ///   - now: the wall clock.
    /// - Throws: `OutboxError` if the folder cannot be written, has no room, or is another process's.
    package init(
        folder: String, limits: OutboxLimits = OutboxLimits(), now: @escaping @Sendable () -> WallTime = WallTime.now
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
    /// - Returns: false if the outbox is closed, or full to its hard limit: the rows are lost, and counted as refused.
    ///   While new calls are only taken when `isAccepting`, that happens only if live calls say more than the whole
    ///   reserve holds.
    package func accept(_ rows: [OutboxRow]) -> Bool {
        shared.accept(rows, at: now())
    }

    /// Whether there is room for new calls: the disk takes rows, and the reserve for live calls is untouched.
    package var isAccepting: Bool { shared.isAccepting }

    /// What the outbox holds now. Any thread.
    package var figures: OutboxFigures { shared.figures }

    /// Waits until every row accepted before is on disk.
    /// - Throws: `OutboxError` if the disk would not take it; the rows are kept in memory and tried again.
    package func flush() async throws {
        try await withCheckedThrowingContinuation { shared.ask(.flush($0)) }
    }

    /// Waits until the plan says to take rows, and returns those behind `sequence`, in order of acceptance. Returns
    /// none once `finish` was called and no row is left, or after `close`. One caller at a time.
    package func next(after sequence: Int64, by plan: BatchPlan) async -> [StoredRow] {
        await withCheckedContinuation { shared.ask(.next(.init(after: sequence, plan: plan, answer: $0))) }
    }

    /// Removes the rows up to `sequence`, because Postgres has them or, for those in `shelved`, refuses them; the
    /// latter are set aside. If the process dies at once, the removal is lost; the rows then go to Postgres again,
    /// which tells by their ids that it has them.
    package func delete(upTo sequence: Int64, shelving shelved: [ShelvedRow] = []) {
        shared.ask(.remove(upTo: sequence, shelved))
    }

    /// Reads rows that were set aside, oldest first; the line stays as it is.
    package func shelf(limit: Int = 100) async throws -> [ShelvedRow] {
        try await withCheckedThrowingContinuation { shared.ask(.shelf(limit: limit, $0)) }
    }

    /// Puts rows that were set aside back in line, behind everything accepted before, once the reason for their refusal
    /// is mended. A row that Postgres refuses again is set aside again, under a new number.
    /// - Parameter sequences: the places of the rows; nil for all. Places without a row are passed over.
    /// - Returns: how many rows were put back.
    /// - Throws: `OutboxError` if the disk would not take it; no row is put back then.
    package func retry(_ sequences: [Int64]? = nil) async throws -> Int {
        try await withCheckedThrowingContinuation { shared.ask(.unshelve(sequences, $0)) }
    }

    /// Tells the outbox that the process is stopping: from now on `next` does not wait for more rows.
    package func finish() {
        shared.ask(.finish)
    }

    /// Puts every row on disk and closes the file. Rows offered later are refused.
    package func close() async {
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in shared.ask(.close(done)) }
    }
}
