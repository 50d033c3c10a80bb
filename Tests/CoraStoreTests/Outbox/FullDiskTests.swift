import CoraStore
import Foundation
import StoreTesting
import Testing

@Suite(.serialized)
struct FullDiskTests {
    private static let limits = OutboxLimits(bytes: 64 << 20, reserve: 0.01)

    private static func with(megabytes: Int, _ body: (SmallDisk) async throws -> Void) async throws {
        let disk = try SmallDisk(megabytes: megabytes)
        defer { disk.remove() }
        try await body(disk)
    }

    @Test(.enabled(if: SmallDisk.obstacle == nil, "\(SmallDisk.obstacle ?? "")"), .timeLimit(.minutes(10)))
    func `while it runs: no new calls and an alarm; what was accepted stays, and goes on once there is room`()
        async throws
    {
        try await Self.with(megabytes: 16) { disk in
            // Once it is gone there is room for the log and, beside it, the file it is brought into.
            try disk.fill(leaving: 3 << 20)
            let folder = disk.path + "/outbox"
            let outbox = try Outbox(folder: folder, limits: Self.limits)
            let text = String(repeating: "x", count: 20_000)
            var count = 0
            while outbox.figures.alarm == nil, count < 2000 {
                count += 1
                #expect(outbox.accept([OutboxFolder.row(count, text: text)]))
                try? await outbox.flush()
            }
            let onDisk = count - 1
            #expect(outbox.figures.alarm?.code == .diskFull)
            #expect(outbox.figures.alarm?.message.contains(folder) == true)
            #expect(!outbox.isAccepting)
            // Calls in flight go on.
            for _ in 1...50 {
                count += 1
                #expect(outbox.accept([OutboxFolder.row(count, text: text)]))
            }
            await #expect(throws: OutboxError.self) { try await outbox.flush() }
            #expect(outbox.figures.rows == count)
            #expect(outbox.figures.refused == 0)
            // What is on disk can be read while there is no room.
            #expect(await outbox.next(after: 0, by: .eager).map(\.number) == Array(1...onDisk))
            try disk.removeFile()
            try await outbox.flush()
            #expect(outbox.figures.alarm == nil)
            #expect(outbox.isAccepting)
            #expect(outbox.figures.bytesInMemory == 0)
            await outbox.close()
            let again = try Outbox(folder: folder, limits: Self.limits)
            #expect(await again.next(after: 0, by: .eager).map(\.number) == Array(1...count))
            await again.close()
        }
    }

    @Test(.enabled(if: SmallDisk.obstacle == nil, "\(SmallDisk.obstacle ?? "")"))
    func `at the start: a full or unwritable disk is refused in words`() async throws {
        try await Self.with(megabytes: 2) { disk in
            try disk.fill(leaving: 64 << 10)
            let full = await #expect(throws: OutboxError.self) {
                let outbox = try Outbox(folder: disk.path + "/outbox", limits: Self.limits)
                await outbox.close()
            }
            #expect(full?.code == .diskFull)
            #expect(full?.message.contains(disk.path) == true)
            try disk.removeFile()
            try disk.fill()
            // Not even room for the file, whatever the limits say.
            let packed = await #expect(throws: OutboxError.self) {
                let outbox = try Outbox(folder: disk.path + "/outbox", limits: OutboxLimits(bytes: 1 << 20, reserve: 0))
                await outbox.close()
            }
            #expect(packed?.code == .diskFull)
            try disk.removeFile()
            try disk.makeReadOnly()
            let readOnly = await #expect(throws: OutboxError.self) {
                let outbox = try Outbox(folder: disk.path + "/outbox", limits: OutboxLimits(bytes: 1 << 20))
                await outbox.close()
            }
            #expect(readOnly?.code == .unwritable)
            #expect(readOnly?.message.contains(disk.path) == true)
        }
    }
}
