package import CoraCall
package import CoraPostgres
package import Logging
import Synchronization

/// Recorded sentences, shared by all instances and kept over restarts.
///
/// All are in memory, so that a call reads and keeps them without waiting. `run()` writes to the database what was kept
/// here, and takes from it what other instances kept; what cannot be written yet waits on the shelf, whose size is
/// limited.
package final class PostgresRecordings: RecordingStore {
    private static let channel = "cora_recordings"
    /// How many recordings are fetched at once: some 40 kB each, a minute of audio at most.
    private static let page = 20

    private let pool: PostgresPool
    private let freshness: TenantFreshness
    private let logger: Logger
    private let shelf = Mutex(RecordingShelf())
    private let needed = Mutex(NeededRecordings())
    /// The digest of the table at the last reading; nil to read it again.
    private let digest = Mutex<String?>(nil)
    private let isAway = Mutex(false)

    /// Makes a store that has no recordings until `load()` or `run()`.
    package init(
        pool: PostgresPool, freshness: TenantFreshness = TenantFreshness(pollInterval: .seconds(1)), logger: Logger
    ) {
        self.pool = pool
        self.freshness = freshness
        self.logger = logger
    }

    /// The recording; nil if there is none. From any isolation; never waits for the database.
    package func recording(for key: RecordingKey) -> Recording? {
        shelf.withLock { $0[key] }
    }

    /// Keeps a recording here at once, and in the database soon. From any isolation; never waits for the database.
    package func keep(_ recording: Recording, for key: RecordingKey) {
        shelf.withLock { $0.keep(recording, for: key) }
    }

    /// Takes note of the recordings that the settings in force name; the database is told soon. From any isolation; never
    /// waits for the database.
    package func need(_ keys: Set<RecordingKey>) {
        needed.withLock { $0.name(keys) }
        if shelf.withLock({ $0.need(keys) }) { digest.withLock { $0 = nil } }
    }

    /// How many recordings are not in the database yet.
    package var unsavedCount: Int {
        shelf.withLock { $0.unsaved.count }
    }

    /// Takes over what the database has, and forgets what it no longer has. One task at a time may call this: start-up,
    /// then `run()`.
    /// - Throws: as a query; the recordings from before stay.
    package func load() async throws(PostgresError) {
        let now = try await currentDigest()
        guard now != digest.withLock({ $0 }) else { return }
        let found = try RecordingRows.keys(try await pool.query(RecordingRows.all, deadline: .seconds(2)))
        var missing = shelf.withLock { $0.reconcile(with: found) }[...]
        while !missing.isEmpty {
            let statement = RecordingRows.audio(of: Array(missing.prefix(Self.page)))
            let rows = try await pool.query(statement.sql, statement.parameters, deadline: .seconds(2))
            let recordings = try RecordingRows.recordings(rows)
            shelf.withLock { shelf in
                for (key, version, recording) in recordings { shelf.take(recording, for: key, version: version) }
            }
            missing = missing.dropFirst(Self.page)
        }
        // Otherwise a change between the two readings that is undone later would never be noticed.
        let after = try await currentDigest()
        digest.withLock { $0 = now == after ? now : nil }
    }

    private func currentDigest() async throws(PostgresError) -> String? {
        try await pool.query(RecordingRows.digest, deadline: .seconds(2)).first?.value("digest", as: String.self)
    }

    /// Writes to the database what is not there yet; also called at a shutdown.
    /// - Throws: as a query; what was not written waits.
    package func flush() async throws(PostgresError) {
        for key in shelf.withLock({ $0.unsaved }) {
            guard let recording = recording(for: key) else { continue }
            do throws(PostgresError) {
                let statement = RecordingRows.keep(recording, for: key, channel: Self.channel)
                _ = try await pool.query(statement.sql, statement.parameters)
            } catch {
                guard error.isRefusal else { throw error }
                logger.warning(
                    "a recording was refused by the database, it stays in memory only",
                    metadata: ["cora.voice": "\(key.voice)", "cora.postgres.error": "\(error)"])
            }
            shelf.withLock { $0.settle(key, recording) }
        }
    }

    /// Tells the database which recordings the settings in force name, and has it delete those that no instance has named
    /// for a month. Does nothing until they are known, and while it has been told not long ago.
    /// - Throws: as a query.
    package func tend() async throws(PostgresError) {
        guard let keys = needed.withLock({ $0.due(at: .now) }) else { return }
        _ = try await pool.batch(RecordingRows.tend(Array(keys)))
        needed.withLock { $0.told(keys, at: .now) }
    }

    /// Writes down and takes over recordings until the task is cancelled.
    package func run() async {
        let watch = ChangeWatch(conninfo: pool.conninfo, channel: Self.channel, freshness: freshness, logger: logger)
        await watch.run { await refresh() }
    }

    private func refresh() async {
        do throws(PostgresError) {
            try await flush()
            try await load()
            try await tend()
            isAway.withLock { $0 = false }
        } catch {
            let wasAway = isAway.withLock { isAway in
                defer { isAway = true }
                return isAway
            }
            guard error.code != .cancelled, !wasAway else { return }
            logger.warning(
                "recordings cannot be shared, those known stay in use", metadata: ["cora.postgres.error": "\(error)"])
        }
    }
}
