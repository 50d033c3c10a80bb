import CoraCall
import Testing

@testable import CoraBusiness

struct GreetingShelfTests {
    private static func key(_ number: Int) -> GreetingKey {
        GreetingKey(tenant: "t\(number)", text: "Hi", voice: "marin", model: "m")
    }

    private static func recording(_ count: Int, _ byte: UInt8 = 1) -> GreetingRecording {
        GreetingRecording(audio: Array(repeating: byte, count: count))
    }

    @Test func `never more than the limit: the oldest goes, and no longer waits to be written`() {
        var shelf = GreetingShelf(limit: 1000)
        for number in 1...50 { shelf.keep(Self.recording(100), for: Self.key(number)) }
        #expect(shelf[Self.key(40)] == nil)
        #expect(shelf[Self.key(41)] != nil)
        #expect(shelf.unsaved == Set((41...50).map(Self.key)))
    }

    @Test func `nothing and too much are not for the database`() {
        var shelf = GreetingShelf()
        shelf.keep(Self.recording(0), for: Self.key(1))
        shelf.keep(Self.recording(480_001), for: Self.key(2))
        #expect(shelf[Self.key(1)] == nil)
        #expect(shelf[Self.key(2)] != nil)
        #expect(shelf.unsaved.isEmpty)
    }

    @Test func `what was recorded anew while it was being written still waits`() {
        var shelf = GreetingShelf()
        shelf.keep(Self.recording(10, 1), for: Self.key(1))
        shelf.keep(Self.recording(10, 2), for: Self.key(1))
        shelf.settle(Self.key(1), Self.recording(10, 1))
        #expect(shelf.unsaved == [Self.key(1)])
        shelf.settle(Self.key(1), Self.recording(10, 2))
        #expect(shelf.unsaved.isEmpty)
    }

    @Test func `the database's list says what is missing, what changed and what is gone`() {
        var shelf = GreetingShelf()
        for number in 1...3 { shelf.take(Self.recording(10), for: Self.key(number), version: "1") }
        shelf.keep(Self.recording(10), for: Self.key(4))
        let missing = shelf.reconcile(with: [(Self.key(1), "1"), (Self.key(2), "2"), (Self.key(5), "1")])
        #expect(missing == [Self.key(2), Self.key(5)])
        #expect(shelf[Self.key(1)] != nil)
        #expect(shelf[Self.key(3)] == nil)
        #expect(shelf[Self.key(4)] != nil)
    }
}
