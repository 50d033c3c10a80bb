import CoraLoad
import Testing

struct MaxSearchTests {
    private func search(from first: Int, atMost most: Int = 5000, capacity: Int) -> MaxSearch {
        var search = MaxSearch(from: first, atMost: most)
        while let calls = search.next, search.steps.count < 100 {
            search.record(calls, calls <= capacity ? .held : .missed)
        }
        return search
    }

    @Test func `it doubles, then halves the difference`() {
        let search = search(from: 20, capacity: 130)
        #expect(search.steps.map(\.calls) == [20, 40, 80, 160, 120, 140, 130, 135])
        #expect(search.best == 130)
    }

    @Test(arguments: [1, 7, 99, 1000, 4999])
    func `it comes within a twentieth of the most, and ends`(_ capacity: Int) throws {
        let search = search(from: 20, capacity: capacity)
        let best = try #require(search.best)
        #expect(best <= capacity)
        #expect(Double(capacity - best) <= max(Double(best) * 0.05, 1))
        #expect(search.steps.count < 25)
    }

    @Test func `where none holds there is no most`() {
        let search = search(from: 20, capacity: 0)
        #expect(search.best == nil)
        #expect(search.next == nil)
    }

    @Test func `it does not go over the most that is allowed`() {
        let search = search(from: 20, atMost: 100, capacity: 1000)
        #expect(search.best == 100)
    }

    @Test func `a number that the generator cannot keep ends the doubling`() {
        var search = MaxSearch(from: 100)
        search.record(100, .held)
        search.record(200, .unreliable)
        #expect(search.next == 150)
        #expect(search.best == 100)
    }
}
