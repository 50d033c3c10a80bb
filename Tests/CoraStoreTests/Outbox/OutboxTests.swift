import CoraCall
import CoraStore
import CoraTenant
import Foundation
import StoreTesting
import Testing

struct OutboxTests {
    @Test func `what was accepted comes out in order, and again after the file was opened anew, until it is deleted`()
        async throws
    {
        try await OutboxFolder.with { folder in
            let first = try folder.open()
            for number in 1...3000 { #expect(first.accept([OutboxFolder.row(number)])) }
            await first.close()
            #expect(!first.accept([OutboxFolder.row(1)]))

            let second = try folder.open()
            #expect(second.figures.rows == 3000)
            let rows = await second.next(after: 0, by: .eager)
            #expect(rows.map(\.number) == Array(1...3000))
            #expect(rows.map(\.sequence) == Array(1...3000))
            second.delete(upTo: 3000)
            try await second.flush()
            #expect(second.figures.rows == 0)
            #expect(second.figures.oldest == nil)
            await second.close()

            let third = try folder.open()
            #expect(third.figures.rows == 0)
            await third.close()
        }
    }

    @Test func `rows that were accepted together wait for the disk together`() async throws {
        try await OutboxFolder.with { folder in
            let outbox = try folder.open()
            for number in 1...5000 { _ = outbox.accept([OutboxFolder.row(number)]) }
            try await outbox.flush()
            #expect(outbox.figures.commits < 500)
            #expect(outbox.figures.bytesInMemory == 0)
            await outbox.close()
        }
    }

    @Test
    func
        `at the limit less the reserve new calls are refused, rows of calls in flight are not; at the limit they are counted`()
        async throws
    {
        try await OutboxFolder.with { folder in
            let outbox = try folder.open(OutboxLimits(bytes: 1 << 20, rows: 100, reserve: 0.2))
            for number in 1...79 { _ = outbox.accept([OutboxFolder.row(number)]) }
            #expect(outbox.isAccepting)
            #expect(outbox.accept([OutboxFolder.row(80)]))
            #expect(!outbox.isAccepting)
            for number in 81...100 { #expect(outbox.accept([OutboxFolder.row(number)])) }
            #expect(!outbox.accept([OutboxFolder.row(101)]))
            #expect(outbox.figures.refused == 1)
            try await outbox.flush()
            let rows = await outbox.next(after: 0, by: .eager)
            #expect(rows.count == 100)
            outbox.delete(upTo: rows.last?.sequence ?? 0)
            try await outbox.flush()
            #expect(outbox.isAccepting)
            #expect(outbox.accept([OutboxFolder.row(102)]))
            await outbox.close()
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `a disk that is full is an alarm: rows stay in memory, and go to disk once there is room`() async throws {
        try await OutboxFolder.with { folder in
            let outbox = try folder.open(OutboxLimits(bytes: 64 << 20, file: 400 << 10))
            let text = String(repeating: "x", count: 10_000)
            var count = 0
            while outbox.figures.alarm == nil, count < 1000 {
                count += 1
                #expect(outbox.accept([OutboxFolder.row(count, text: text)]))
                try? await outbox.flush()
            }
            #expect(outbox.figures.alarm?.code == .diskFull)
            #expect(!outbox.isAccepting)
            for _ in 1...10 {
                count += 1
                #expect(outbox.accept([OutboxFolder.row(count, text: text)]))
            }
            await #expect(throws: OutboxError.self) { try await outbox.flush() }
            var numbers: [Int?] = []
            var last: Int64 = 0
            while numbers.count < count {
                let rows = await outbox.next(after: last, by: .eager)
                numbers += rows.map(\.number)
                last = rows.last?.sequence ?? last
                outbox.delete(upTo: last)
            }
            #expect(numbers == Array(1...count))
            try await outbox.flush()
            #expect(outbox.figures.alarm == nil)
            #expect(outbox.isAccepting)
            #expect(outbox.figures.rows == 0)
            await outbox.close()
        }
    }

    @Test func `a folder that cannot be written, has no room or is another's is refused in words`() async throws {
        try await OutboxFolder.with { folder in
            try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
            let file = folder.path + "/file"
            #expect(FileManager.default.createFile(atPath: file, contents: Data("x".utf8)))
            #expect(Self.refusal(of: file)?.code == .unwritable)
            #expect(Self.refusal(of: file + "/below")?.code == .unwritable)
            #expect(Self.refusal(of: "/proc/outbox")?.code == .unwritable)
            let room = Self.refusal(of: folder.path, OutboxLimits(bytes: 1 << 58, reserve: 1))
            #expect(room?.code == .diskFull)
            #expect(room?.message.contains(folder.path) == true)
            let mine = try folder.open()
            #expect(Self.refusal(of: folder.path)?.code == .inUse)
            await mine.close()
            try Data("this is not SQLite, not at all, by no means".utf8).write(
                to: URL(fileURLWithPath: folder.path + "/outbox.sqlite"))
            #expect(Self.refusal(of: folder.path)?.code == .damaged)
        }
    }

    private static func refusal(of folder: String, _ limits: OutboxLimits = OutboxLimits(bytes: 1 << 20))
        -> OutboxError?
    {
        do throws(OutboxError) {
            _ = try Outbox(folder: folder, limits: limits)
            return nil
        } catch {
            return error
        }
    }

    @Test func `rows set aside leave the line and stay on the shelf, once, with what was said about them`() async throws
    {
        try await OutboxFolder.with { folder in
            let outbox = try folder.open()
            for number in 1...3 { _ = outbox.accept([OutboxFolder.row(number)]) }
            let rows = await outbox.next(after: 0, by: BatchPlan(enough: 3))
            let shelved = ShelvedRow(
                sequence: rows[1].sequence, at: WallTime(microseconds: 7), row: rows[1].row, error: "22P02: no")
            outbox.delete(upTo: 0, shelving: [shelved])
            outbox.delete(upTo: 3, shelving: [shelved])
            try await outbox.flush()
            await outbox.close()
            let again = try folder.open()
            #expect(try await again.shelf() == [shelved])
            #expect(again.figures.rows == 0)
            #expect(again.figures.shelved == 1)
            _ = again.accept([OutboxFolder.row(4)])
            #expect(await again.next(after: 0, by: .eager).map(\.number) == [4])
            await again.close()
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `the writer gets rows when enough have come or the oldest has waited, and what is left at the end`()
        async throws
    {
        try await OutboxFolder.with { folder in
            let outbox = try folder.open()
            async let filled = outbox.next(after: 0, by: BatchPlan(enough: 50, patience: 60_000_000))
            for number in 1...50 { _ = outbox.accept([OutboxFolder.row(number)]) }
            #expect(await filled.count == 50)
            async let waited = outbox.next(after: 50, by: BatchPlan(enough: 50, patience: 20_000))
            _ = outbox.accept([OutboxFolder.row(51)])
            #expect(await waited.map(\.number) == [51])
            async let rest = outbox.next(after: 51, by: BatchPlan(enough: 50, patience: 60_000_000))
            _ = outbox.accept([OutboxFolder.row(52)])
            outbox.finish()
            #expect(await rest.map(\.number) == [52])
            #expect(await outbox.next(after: 52, by: BatchPlan()).isEmpty)
            await outbox.close()
            await #expect(throws: OutboxError.self) { try await outbox.flush() }
        }
    }
}
