import CoraCall
import Testing

@Suite("What the agent says against what its tools did")
struct CommitmentWatchTests {
    private static let booked = "I've booked it for Tuesday at two."

    @Test func `a claim without its tool is found once, with its words`() {
        var watch = CommitmentWatch()
        watch.said(Self.booked, item: "A1")

        #expect(watch.responseDone() == [UnbackedClaim(.booking, sentence: Self.booked, item: "A1")])
        #expect(watch.responseDone() == [])
    }

    @Test func `a tool that has succeeded stands behind it for the rest of the call`() {
        var watch = CommitmentWatch()
        watch.toolCalled("book_showing")
        _ = watch.responseDone()
        watch.toolAnswered("book_showing", succeeded: true)
        for _ in 0..<2 {
            watch.said(Self.booked, item: "A1")
            #expect(watch.responseDone() == [])
        }
    }

    @Test func `a tool that has failed does not`() {
        var watch = CommitmentWatch()
        watch.toolCalled("book_showing")
        _ = watch.responseDone()
        watch.toolAnswered("book_showing", succeeded: false)
        watch.said(Self.booked, item: "A2")

        #expect(watch.responseDone().map(\.commitment) == [.booking])
    }

    @Test func `one called in the same response, or still at work, gets the benefit of the doubt`() {
        var watch = CommitmentWatch()
        watch.said(Self.booked, item: "A1")
        watch.toolCalled("book_showing")
        #expect(watch.responseDone() == [])
        watch.said(Self.booked, item: "A2")
        #expect(watch.responseDone() == [])
        watch.toolAnswered("book_showing", succeeded: false)
        watch.said(Self.booked, item: "A3")
        #expect(watch.responseDone().count == 1)
    }

    @Test func `what is known from before is no claim`() {
        var watch = CommitmentWatch()
        watch.knows([.booking])
        watch.said("You're booked for Tuesday at two. Someone will call you back.", item: "A1")

        #expect(watch.responseDone().map(\.commitment) == [.callback])
    }
}
