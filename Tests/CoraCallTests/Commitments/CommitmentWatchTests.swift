import CoraCall
import Testing

struct CommitmentWatchTests {
    private static let booked = "I've booked it for Tuesday at two."
    private static let catalog = ToolCatalog([.init("book_showing", ToolTraits(backs: [.booking], followUp: .arranged))]
    )

    @Test func `a claim without its tool is found once, with its words`() {
        var watch = CommitmentWatch(Self.catalog)
        watch.said(Self.booked, item: "A1")

        #expect(watch.responseDone(backedBy: []) == [UnbackedClaim(.booking, sentence: Self.booked, item: "A1")])
        #expect(watch.responseDone(backedBy: []) == [])
    }

    @Test func `a tool that stands behind it makes it true`() {
        var watch = CommitmentWatch(Self.catalog)
        watch.said(Self.booked, item: "A1")
        #expect(watch.responseDone(backedBy: ["book_showing"]) == [])
    }

    @Test func `what is known from before is no claim`() {
        var watch = CommitmentWatch(Self.catalog)
        watch.knows([.booking])
        watch.said("You're booked for Tuesday at two. Someone will call you back.", item: "A1")

        #expect(watch.responseDone(backedBy: []).map(\.commitment) == [.callback])
    }
}
