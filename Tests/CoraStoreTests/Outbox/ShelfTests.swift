import CoraStore
import Testing

@Suite("Rows set aside")
struct ShelfTests {
    /// An outbox with five rows, of which the second and fourth were set aside and the others written.
    private static func with(_ body: (Outbox, OutboxFolder) async throws -> Void) async throws {
        try await OutboxFolder.with { folder in
            let outbox = try folder.open()
            for number in 1...5 { _ = outbox.accept([OutboxFolder.row(number)]) }
            let rows = await outbox.next(after: 0, by: BatchPlan(enough: 5))
            let shelved = [1, 3].map { ShelvedRow(sequence: rows[$0].sequence, at: 7, row: rows[$0].row, error: "no") }
            outbox.delete(upTo: 5, shelving: shelved)
            try await outbox.flush()
            try await body(outbox, folder)
        }
    }

    @Test("one is put back in line, behind what was accepted before, and the others stay")
    func one() async throws {
        try await Self.with { outbox, _ in
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

    @Test("all are put back in the order in which they were accepted, and are there after a new start")
    func all() async throws {
        try await Self.with { outbox, folder in
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

    @Test("a writer that waits gets them at once")
    func waiting() async throws {
        try await Self.with { outbox, _ in
            async let rows = outbox.next(after: 5, by: .eager)
            let count = try await outbox.retry()
            #expect(count == 2)
            #expect(await rows.map(\.number) == [2, 4])
            await outbox.close()
        }
    }

    @Test("as a person reads them: how many wait and since when, and what was said of those set aside")
    func report() async throws {
        try await Self.with { outbox, _ in
            _ = outbox.accept([OutboxFolder.row(6)])
            try await outbox.flush()
            let text = OutboxReport.render(
                outbox.figures, try await outbox.shelf(limit: 1), now: WallClock.now() + 90_000_000)
            #expect(text.contains("waiting     1 rows"))
            #expect(text.contains("the oldest for 9"))
            #expect(text.contains("set aside   2 rows"))
            #expect(text.contains("2  1970-01-01"))
            #expect(text.contains("turn of call call"))
            #expect(text.contains("… and 1 more"))
            await outbox.close()
        }
    }

    @Test("a writer is not told that nothing will come because what it would get lies on the shelf")
    func onlyTheShelf() async throws {
        try await OutboxFolder.with { folder in
            let first = try folder.open()
            _ = first.accept((1...600).map { OutboxFolder.row($0) })
            let rows = await first.next(after: 0, by: BatchPlan(enough: 600, most: 600))
            let shelved = ShelvedRow(sequence: rows[599].sequence, at: 7, row: rows[599].row, error: "no")
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

    @Test("each opening has a name of its own; the outbox keeps its")
    func names() async throws {
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
