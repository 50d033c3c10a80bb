import CoraCall
import CoraTenant
import Foundation
import GRDB

/// Keeps the rows that were set aside.
extension OutboxFile {
    /// Puts a row on the shelf, in the transaction under way.
    static func shelve(
        _ database: Database, _ sequence: Int64, _ at: Int64, _ payload: Data, _ error: String
    ) throws {
        // A process that dies before it takes a shelved row out of the line leaves it to be shelved again: that makes
        // one row.
        try database.cachedStatement(
            sql: "INSERT OR IGNORE INTO shelf (sequence, at, payload, error) VALUES (?, ?, ?, ?)"
        ).execute(arguments: [sequence, at, payload, error])
    }

    /// The rows that were set aside, oldest first.
    func shelf(limit: Int) throws(OutboxError) -> [ShelvedRow] {
        try perform { database in
            try Row.fetchAll(
                database, sql: "SELECT sequence, at, payload, error FROM shelf ORDER BY sequence LIMIT ?",
                arguments: [limit]
            ).compactMap { row in
                let payload: Data = row["payload"]
                return payload.withUnsafeBytes { OutboxRow.read($0)?.first }.map {
                    ShelvedRow(
                        sequence: row["sequence"], at: WallTime(microseconds: row["at"]), row: $0, error: row["error"])
                }
            }
        }
    }

    /// Moves rows from the shelf to the end of the line, in the order in which they were set aside, in one transaction.
    /// - Parameters:
    ///   - sequences: the places of the rows; nil for all. Places without a row are passed over.
    ///   - last: the last place in the line that was given out.
    ///   - time: when they are put back.
    /// - Returns: how much was put back.
    func unshelve(_ sequences: [Int64]?, after last: Int64, at time: WallTime) throws(OutboxError) -> Amount {
        try perform { database in
            let wanted = sequences.map(Set.init)
            let all = try Int64.fetchAll(database, sql: "SELECT sequence FROM shelf ORDER BY sequence")
            var amount = Amount()
            for sequence in all where wanted?.contains(sequence) ?? true {
                try database.cachedStatement(
                    sql: """
                        INSERT INTO chunk (first, count, accepted_at, payload)
                        SELECT ?, 1, ?, payload FROM shelf WHERE sequence = ?
                        """
                ).execute(arguments: [last + 1 + Int64(amount.rows), time.microseconds, sequence])
                amount.rows += 1
                let removed = try Int.fetchOne(
                    database.cachedStatement(
                        sql: "DELETE FROM shelf WHERE sequence = ? RETURNING length(payload)"), arguments: [sequence])
                amount.bytes += removed ?? 0
            }
            return amount
        }
    }
}
