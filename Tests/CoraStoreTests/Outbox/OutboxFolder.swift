import CoraStore
import Foundation

/// A folder for one test, gone afterwards; and rows to put into it.
struct OutboxFolder: Sendable {
    let path = NSTemporaryDirectory() + "outbox-" + UUID().uuidString

    func open(_ limits: OutboxLimits = OutboxLimits(bytes: 64 << 20)) throws -> Outbox {
        try Outbox(folder: path, limits: limits)
    }

    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }

    static func with<Value>(_ body: (OutboxFolder) async throws -> Value) async throws -> Value {
        let folder = OutboxFolder()
        defer { folder.remove() }
        return try await body(folder)
    }

    static func row(_ number: Int, text: String = "hello") -> OutboxRow {
        OutboxRow(.turn, [.text("id-\(number)"), .text("call"), .integer(Int64(number)), .text(text)])
    }
}

extension StoredRow {
    /// The number that `OutboxFolder.row` was given.
    var number: Int? {
        guard case .integer(let number) = row.cells[2] else { return nil }
        return Int(number)
    }
}

extension BatchPlan {
    /// Takes what there is at once.
    static let eager = BatchPlan(enough: 1, most: 100_000, patience: 0)
}
