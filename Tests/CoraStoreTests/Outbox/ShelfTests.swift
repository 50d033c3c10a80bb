import CoraCall
import CoraStore
import CoraTenant
import StoreTesting
import Testing

struct ShelfTests {
    @Test func `one is put back in line, behind what was accepted before, and the others stay`() async throws {
        try await OutboxFolder.withShelf { outbox, _ in
            _ = outbox.accept([OutboxFolder.row(6)])
            try await outbox.flush()
            #expect(try await outbox.retry([4, 99]) == 1)
            #expect(outbox.figures.rows == 2)
            #expect(outbox.figures.shelved == 1)
            #expect(try await outbox.shelf().map(\.sequence) == [2])
            _ = outbox.accept([OutboxFolder.row(7)])
            try await outbox.flush()
            let line = await outbox.next(after: 0, by: .eager)
            #expect(line.map(\.number) == [6, 4, 7])
            #expect(line.map(\.sequence) == [6, 7, 8])
            outbox.delete(upTo: 8)
            try await outbox.flush()
            #expect(outbox.figures.rows == 0)
            #expect(outbox.figures.bytes == 0)
            await outbox.close()
        }
    }

    @Test func `all are put back in the order in which they were accepted, and are there after a new start`()
        async throws
    {
        try await OutboxFolder.withShelf { outbox, folder in
            #expect(try await outbox.retry() == 2)
            #expect(try await outbox.retry() == 0)
            #expect(try await outbox.shelf().isEmpty)
            await outbox.close()
            let again = try folder.open()
            #expect(again.figures.shelved == 0)
            #expect(await again.next(after: 0, by: .eager).map(\.number) == [2, 4])
            await again.close()
            await #expect(throws: OutboxError.self) { try await again.retry() }
        }
    }

    @Test func `a writer that waits gets them at once`() async throws {
        try await OutboxFolder.withShelf { outbox, _ in
            async let rows = outbox.next(after: 5, by: .eager)
            let count = try await outbox.retry()
            #expect(count == 2)
            #expect(await rows.map(\.number) == [2, 4])
            await outbox.close()
        }
    }

    @Test func `a writer is not told that nothing will come because what it would get lies on the shelf`() async throws
    {
        try await OutboxFolder.with { folder in
            let first = try folder.open()
            _ = first.accept((1...600).map { OutboxFolder.row($0) })
            let rows = await first.next(after: 0, by: BatchPlan(enough: 600, most: 600))
            let shelved = ShelvedRow(
                sequence: rows[599].sequence, at: WallTime(microseconds: 7), row: rows[599].row, error: "no")
            first.delete(upTo: 600, shelving: [shelved])
            await first.close()
            let second = try folder.open()
            async let batch = second.next(after: 0, by: BatchPlan(patience: 0))
            try await second.flush()
            _ = second.accept([OutboxFolder.row(601)])
            let numbers = await batch.map(\.number)
            #expect(numbers == [601])
            await second.close()
        }
    }

    @Test func `each opening has a name of its own; the outbox keeps its`() async throws {
        try await OutboxFolder.with { folder in
            let first = try folder.open()
            _ = first.accept([OutboxFolder.row(1)])
            await first.close()
            let second = try folder.open()
            #expect(first.name == second.name)
            #expect(first.instance == first.name + "-1")
            #expect(second.instance == first.name + "-2")
            #expect(first.inherited == 0)
            #expect(second.inherited == 1)
            await second.close()
        }
    }
}
