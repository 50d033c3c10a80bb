import CoraCall
package import CoraStore
import CoraTenant
import Foundation

/// A folder for one test, gone afterwards; and rows to put into it.
package struct OutboxFolder: Sendable {
    package let path = NSTemporaryDirectory() + "outbox-" + UUID().uuidString

    package init() {}

    package func open(_ limits: OutboxLimits = OutboxLimits(bytes: 64 << 20)) throws -> Outbox {
        try Outbox(folder: path, limits: limits)
    }

    package func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }

    package static func with<Value>(_ body: (OutboxFolder) async throws -> Value) async throws -> Value {
        let folder = OutboxFolder()
        defer { folder.remove() }
        return try await body(folder)
    }

    /// An outbox with five rows, of which the second and fourth were set aside and the others written.
    package static func withShelf(_ body: (Outbox, OutboxFolder) async throws -> Void) async throws {
        try await with { folder in
            let outbox = try folder.open()
            for number in 1...5 { _ = outbox.accept([OutboxFolder.row(number)]) }
            let rows = await outbox.next(after: 0, by: BatchPlan(enough: 5))
            let shelved = [1, 3].map {
                ShelvedRow(sequence: rows[$0].sequence, at: WallTime(microseconds: 7), row: rows[$0].row, error: "no")
            }
            outbox.delete(upTo: 5, shelving: shelved)
            try await outbox.flush()
            try await body(outbox, folder)
        }
    }

    package static func row(_ number: Int, text: String = "hello") -> OutboxRow {
        OutboxRow(.turn, [.text("id-\(number)"), .text("call"), .integer(Int64(number)), .text(text)])
    }
}

extension StoredRow {
    /// The number that `OutboxFolder.row` was given.
    package var number: Int? {
        guard case .integer(let number) = row.cells[2] else { return nil }
        return Int(number)
    }
}

extension BatchPlan {
    /// Takes what there is at once.
    package static let eager = BatchPlan(enough: 1, most: 100_000, patience: 0)
}
