import CoraCall
import CoraTenant
import Foundation
import GRDB

/// The outbox's SQLite file. It blocks; one thread at a time may use it.
///
/// Rows that are committed together lie in one record, a chunk: at full load, hundreds of rows share SQLite's cost, and
/// taking a batch out is a few deletions.
///
/// Durability: WAL with `synchronous = FULL`, so a commit returns once the log is synced. `NORMAL` would be enough for
/// a `kill -9`, since what was written is in the kernel's hands; only `FULL` also survives a power cut or a host that
/// stops. It costs one sync a commit (2.5 ms on the machine this was measured on). Only the outbox's own thread waits
/// for it, and all rows that arrived meanwhile share it.
final class OutboxFile {
    /// Rows of one commit.
    struct Chunk {
        var first: Int64
        var count: Int
        var acceptedAt: WallTime
        var payload: [UInt8]
    }

    /// Names the process that the rows come from.
    struct Identity {
        /// The file's name, given to it when it was made.
        var name: String
        /// How often the file has been opened, this time included.
        var opening: Int
    }

    /// An amount of rows: what the file held when it was opened, or what was taken out of it.
    struct Amount {
        var rows = 0
        var bytes = 0
    }

    private let database: DatabaseQueue
    private let path: String

    /// Opens or makes the file, and proves that it can be written.
    /// - Throws: `OutboxError` in words for the person who starts the server.
    init(folder: String, limits: OutboxLimits) throws(OutboxError) {
        path = folder + "/outbox.sqlite"
        try Self.prepare(folder, limits)
        PrivateFiles.close(path)
        do {
            database = try DatabaseQueue(path: path, configuration: Self.configuration(limits))
            try database.write { try Self.createTables($0) }
        } catch {
            throw OutboxError(error, at: folder + "/outbox.sqlite")
        }
    }

    private static func prepare(_ folder: String, _ limits: OutboxLimits) throws(OutboxError) {
        do {
            try PrivateFiles.makeFolder(folder)
        } catch {
            throw OutboxError(.unwritable, "the outbox folder \(folder) cannot be made: \(error.localizedDescription)")
        }
        guard access(folder, W_OK | X_OK) == 0 else {
            throw OutboxError(.unwritable, "the outbox folder \(folder) cannot be written")
        }
        var disk = statvfs()
        guard statvfs(folder, &disk) == 0 else { return }
        let free = Double(disk.f_bavail) * Double(disk.f_frsize)
        let wanted = (Double(limits.bytes) * limits.reserve).rounded()
        guard free >= wanted else {
            throw OutboxError(
                .diskFull,
                "the disk of the outbox folder \(folder) has \(Int64(free)) bytes free, \(Int64(wanted)) are "
                    + "needed")
        }
    }

    private static func configuration(_ limits: OutboxLimits) -> Configuration {
        var configuration = Configuration()
        configuration.label = "outbox"
        configuration.prepareDatabase { database in
            // Exclusive: a second process on the same file is refused, and WAL needs no shared memory.
            try database.execute(
                sql: """
                    PRAGMA locking_mode = EXCLUSIVE;
                    PRAGMA journal_mode = WAL;
                    PRAGMA synchronous = FULL;
                    PRAGMA journal_size_limit = 67108864;
                    """)
            let page = try Int.fetchOne(database, sql: "PRAGMA page_size") ?? 4096
            try database.execute(sql: "PRAGMA max_page_count = \(limits.file / page)")
        }
        return configuration
    }

    private static func createTables(_ database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS chunk (
                  first INTEGER PRIMARY KEY, count INTEGER NOT NULL, accepted_at INTEGER NOT NULL,
                  payload BLOB NOT NULL);
                CREATE TABLE IF NOT EXISTS shelf (
                  sequence INTEGER PRIMARY KEY, at INTEGER NOT NULL, payload BLOB NOT NULL, error TEXT NOT NULL);
                CREATE TABLE IF NOT EXISTS opening (id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL);
                INSERT INTO opening VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET count = count + 1;
                CREATE TABLE IF NOT EXISTS name (id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL);
                INSERT OR IGNORE INTO name VALUES (1, lower(hex(randomblob(8))));
                """)
    }

    /// The file's name, and how often it has been opened.
    func identity() throws(OutboxError) -> Identity {
        try perform { database in
            let row = try Row.fetchOne(
                database, sql: "SELECT name, (SELECT count FROM opening WHERE id = 1) AS opening FROM name WHERE id = 1"
            )
            guard let row else { throw OutboxError(.damaged, "\(path): the outbox has no name") }
            return Identity(name: row["name"], opening: row["opening"])
        }
    }

    /// What is in the file: rows in line, rows on the shelf, and the last sequence number given out that is known.
    func contents() throws(OutboxError) -> (line: Amount, shelved: Int, last: Int64) {
        try perform { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT \(Amount.columns), coalesce(max(first + count - 1), 0) AS last,
                      (SELECT count(*) FROM shelf) AS shelved,
                      (SELECT coalesce(max(sequence), 0) FROM shelf) AS last_shelved FROM chunk
                    """)
            guard let row else { return (Amount(), 0, 0) }
            let last = max(row["last"] as Int64, row["last_shelved"] as Int64)
            return (Amount(row), row["shelved"], last)
        }
    }

    /// Puts chunks at the end of the line, in one transaction.
    func append(_ chunks: [Chunk]) throws(OutboxError) {
        try perform { database in
            let insert = try database.cachedStatement(
                sql: "INSERT INTO chunk (first, count, accepted_at, payload) VALUES (?, ?, ?, ?)")
            for chunk in chunks {
                try insert.execute(arguments: [
                    chunk.first, chunk.count, chunk.acceptedAt.microseconds, Data(chunk.payload),
                ])
            }
        }
    }

    /// Sets rows aside and removes the front of the line, in one transaction.
    /// - Returns: how much was removed from the line.
    func remove(upTo sequence: Int64, shelving rows: [ShelvedRow]) throws(OutboxError) -> Amount {
        try perform { database in
            for row in rows {
                var payload: [UInt8] = []
                row.row.write(into: &payload)
                try Self.shelve(database, row.sequence, row.at.microseconds, Data(payload), row.error)
            }
            let condition = "WHERE first + count - 1 <= ? AND first <= ?"
            let amount = try Row.fetchOne(
                database.cachedStatement(
                    sql: "SELECT \(Amount.columns) FROM chunk \(condition)"),
                arguments: [sequence, sequence])
            try database.cachedStatement(sql: "DELETE FROM chunk \(condition)")
                .execute(arguments: [sequence, sequence])
            return amount.map(Amount.init) ?? Amount()
        }
    }

    /// Reads whole chunks from the front of the line behind `sequence`, until there are `limit` rows or `bytes` bytes.
    func rows(after sequence: Int64, limit: Int, bytes: Int) throws(OutboxError) -> [StoredRow] {
        try perform { database in
            let select = try database.cachedStatement(
                sql: "SELECT first, accepted_at, payload FROM chunk WHERE first > ? ORDER BY first")
            let chunks = try Row.fetchCursor(select, arguments: [sequence])
            var rows: [StoredRow] = []
            var size = 0
            while rows.count < limit, size < bytes, let chunk = try chunks.next() {
                let first: Int64 = chunk["first"]
                let acceptedAt = WallTime(microseconds: chunk["accepted_at"])
                let payload: Data = chunk["payload"]
                size += payload.count
                // SQLite's own checks found the page sound, so no version of this program has written this layout.
                guard let read = payload.withUnsafeBytes({ OutboxRow.read($0) }) else {
                    throw OutboxError(.damaged, "\(path): the rows from \(first) on cannot be read")
                }
                for (offset, row) in read.enumerated() {
                    rows.append(StoredRow(sequence: first + Int64(offset), acceptedAt: acceptedAt, row: row))
                }
            }
            return rows
        }
    }

    /// When the first row behind `sequence` was accepted; nil if there is none.
    func acceptance(after sequence: Int64) throws(OutboxError) -> WallTime? {
        try perform { database in
            try Int64.fetchOne(
                database.cachedStatement(
                    sql: "SELECT accepted_at FROM chunk WHERE first > ? ORDER BY first LIMIT 1"),
                arguments: [sequence]
            ).map(WallTime.init(microseconds:))
        }
    }

    /// Closes the file; what was committed stays.
    func close() {
        try? database.close()
    }

    func perform<Value>(_ body: (Database) throws -> Value) throws(OutboxError) -> Value {
        do {
            return try database.write(body)
        } catch {
            throw OutboxError(error, at: path)
        }
    }
}

extension OutboxFile.Amount {
    /// The columns that `init(_:)` reads, of rows of `chunk`.
    fileprivate static let columns =
        "coalesce(sum(count), 0) AS rows, coalesce(sum(length(payload)), 0) AS bytes"

    fileprivate init(_ row: Row) {
        self.init(rows: row["rows"], bytes: row["bytes"])
    }
}

extension OutboxError {
    /// Puts SQLite's error into words for the person who has to mend it.
    fileprivate init(_ error: any Error, at path: String) {
        if let error = error as? OutboxError {
            self = error
            return
        }
        let said = "\(path): \((error as? DatabaseError)?.message ?? "\(error)")"
        switch (error as? DatabaseError)?.resultCode.primaryResultCode {
        case .SQLITE_FULL?: self.init(.diskFull, said)
        case .SQLITE_BUSY?, .SQLITE_LOCKED?: self.init(.inUse, "\(said) (another process has it open)")
        case .SQLITE_CORRUPT?, .SQLITE_NOTADB?: self.init(.damaged, said)
        default: self.init(.unwritable, said)
        }
    }
}
