import CoraCall
import Testing

@testable import CoraBusiness

struct RecordingShelfTests {
    private static func key(_ number: Int) -> RecordingKey {
        RecordingKey(text: "Hi \(number)", voice: "marin", model: "m")
    }

    private static func recording(_ count: Int, _ byte: UInt8 = 1) -> Recording {
        Recording(audio: Array(repeating: byte, count: count))
    }

    @Test func `never more than the limit: the oldest goes, and no longer waits to be written`() {
        var shelf = RecordingShelf(limit: 1000)
        for number in 1...50 { shelf.keep(Self.recording(100), for: Self.key(number)) }
        #expect(shelf[Self.key(40)] == nil)
        #expect(shelf[Self.key(41)] != nil)
        #expect(shelf.unsaved == Set((41...50).map(Self.key)))
    }

    @Test func `what the settings name stays, however much else comes`() {
        var shelf = RecordingShelf(limit: 1000)
        for number in 1...3 { shelf.keep(Self.recording(100), for: Self.key(number)) }
        let isIncomplete = shelf.need([Self.key(1), Self.key(3)])
        #expect(!isIncomplete)
        for number in 4...50 { shelf.keep(Self.recording(100), for: Self.key(number)) }
        #expect(shelf[Self.key(1)] != nil && shelf[Self.key(3)] != nil)
        #expect(shelf[Self.key(2)] == nil)
        #expect(shelf.unsaved == Set(([1, 3] + Array(43...50)).map(Self.key)))
    }

    @Test func `what the settings name stays beyond the limit, and then nothing else does`() {
        var shelf = RecordingShelf(limit: 1000)
        let isIncomplete = shelf.need(Set((1...20).map(Self.key)))
        #expect(isIncomplete)
        for number in 1...20 { shelf.keep(Self.recording(100), for: Self.key(number)) }
        shelf.keep(Self.recording(100), for: Self.key(21))
        #expect((1...20).allSatisfy { shelf[Self.key($0)] != nil })
        #expect(shelf[Self.key(21)] == nil)
        _ = shelf.need([Self.key(20)])
        #expect((1...20).filter { shelf[Self.key($0)] != nil } == Array(11...20))
    }

    @Test func `nothing and too much are not for the database`() {
        var shelf = RecordingShelf()
        shelf.keep(Self.recording(0), for: Self.key(1))
        shelf.keep(Self.recording(480_001), for: Self.key(2))
        #expect(shelf[Self.key(1)] == nil)
        #expect(shelf[Self.key(2)] != nil)
        #expect(shelf.unsaved.isEmpty)
    }

    @Test func `what was recorded anew while it was being written still waits`() {
        var shelf = RecordingShelf()
        shelf.keep(Self.recording(10, 1), for: Self.key(1))
        shelf.keep(Self.recording(10, 2), for: Self.key(1))
        shelf.settle(Self.key(1), Self.recording(10, 1))
        #expect(shelf.unsaved == [Self.key(1)])
        shelf.settle(Self.key(1), Self.recording(10, 2))
        #expect(shelf.unsaved.isEmpty)
    }

    @Test func `the database's list says what is missing, what changed and what is gone`() {
        var shelf = RecordingShelf()
        for number in 1...3 { shelf.take(Self.recording(10), for: Self.key(number), version: "1") }
        shelf.keep(Self.recording(10), for: Self.key(4))
        let missing = shelf.reconcile(with: [(Self.key(1), "1"), (Self.key(2), "2"), (Self.key(5), "1")])
        #expect(missing == [Self.key(2), Self.key(5)])
        #expect(shelf[Self.key(1)] != nil)
        #expect(shelf[Self.key(3)] == nil)
        #expect(shelf[Self.key(4)] != nil)
    }
}

struct NeededRecordingsTests {
    private static let keys: Set = [RecordingKey(text: "Hi", voice: "marin", model: "m")]

    @Test func `the database is told at once, and then twice a day, and of nothing before anything is known`() {
        var needed = NeededRecordings()
        let start = ContinuousClock.now
        #expect(needed.due(at: start) == nil)
        needed.name(Self.keys)
        #expect(needed.due(at: start) == Self.keys)
        needed.told(Self.keys, at: start)
        #expect(needed.due(at: start + .seconds(43_199)) == nil)
        #expect(needed.due(at: start + .seconds(43_200)) == Self.keys)
    }

    @Test func `what was named while the database was being told is still to be told`() {
        var needed = NeededRecordings()
        let start = ContinuousClock.now
        needed.name(Self.keys)
        needed.name([])
        needed.told(Self.keys, at: start)
        #expect(needed.due(at: start) == [])
    }
}
