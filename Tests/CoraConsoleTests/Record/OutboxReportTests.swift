import CoraCall
import CoraConsole
import CoraStore
import CoraTenant
import StoreTesting
import Testing

struct OutboxReportTests {
    @Test func `as a person reads them: how many wait and since when, and what was said of those set aside`()
        async throws
    {
        try await OutboxFolder.withShelf { outbox, _ in
            _ = outbox.accept([OutboxFolder.row(6)])
            try await outbox.flush()
            let text = OutboxReport.render(
                outbox.figures, try await outbox.shelf(limit: 1), now: WallTime.now() + .seconds(90))
            #expect(text.contains("waiting     1 rows"))
            #expect(text.contains("the oldest for 9"))
            #expect(text.contains("set aside   2 rows"))
            #expect(text.contains("2  1970-01-01"))
            #expect(text.contains("turn of call call"))
            #expect(text.contains("… and 1 more"))
            await outbox.close()
        }
    }
}
