import NIOCore
import SeededTesting
import Testing

@testable import CoraRedis

struct CommandQueueTests {
    private static func time(_ milliseconds: Int64) -> NIODeadline {
        .uptimeNanoseconds(0) + .milliseconds(milliseconds)
    }

    private func queue(_ deadlines: [Int64], most: Int = 10) -> CommandQueue<String> {
        var queue = CommandQueue<String>(most: most, mostBytes: 1000)
        for (id, deadline) in deadlines.enumerated() {
            queue.append("\(id)", id: id, bytes: 10, until: Self.time(deadline), at: Self.time(0))
        }
        return queue
    }

    private func waiter(_ answered: CommandQueue<String>.Answered) -> String {
        switch answered {
        case .awaited(let waiter): waiter
        case .late: "late"
        case .unasked: "unasked"
        }
    }

    @Test func `answers go to those who asked, in order, and to nobody when all are answered`() {
        var queue = queue([100, 100])
        #expect((0..<3).map { _ in waiter(queue.answered(at: Self.time(1))) } == ["0", "1", "unasked"])
        #expect(queue.count == 0 && queue.bytes == 0)
    }

    @Test func `a late answer is dropped, and the next is still the next one's`() {
        var queue = queue([50, 100, 50])
        #expect(queue.expire(at: Self.time(49)).isEmpty)
        #expect(queue.expire(at: Self.time(50)) == ["0", "2"])
        #expect(queue.expire(at: Self.time(50)).isEmpty)
        #expect((0..<3).map { _ in waiter(queue.answered(at: Self.time(60))) } == ["late", "1", "late"])
    }

    @Test func `one who gave up is told once, and keeps the place`() {
        var queue = queue([50, 100])
        #expect(queue.abandon(0) == "0")
        #expect(queue.abandon(0) == nil)
        #expect(queue.abandon(7) == nil)
        #expect(queue.expire(at: Self.time(50)).isEmpty)
        #expect(queue.count == 2)
        #expect(waiter(queue.answered(at: Self.time(60))) == "late")
        #expect(waiter(queue.answered(at: Self.time(60))) == "1")
    }

    @Test func `places that nobody waits for count, until their answer has come`() {
        var queue = queue([50, 50], most: 2)
        #expect(!queue.hasRoom(for: 1))
        _ = queue.expire(at: Self.time(50))
        #expect(!queue.hasRoom(for: 1))
        _ = queue.answered(at: Self.time(60))
        #expect(queue.hasRoom(for: 1))
        #expect(queue.hasRoom(for: 990))
        #expect(!queue.hasRoom(for: 991))
        #expect(!queue.hasRoom(for: .max))
    }

    @Test func `the next deadline is the soonest of those that are awaited`() {
        var queue = queue([70, 50, 60])
        #expect(queue.nextDeadline == Self.time(50))
        _ = queue.expire(at: Self.time(50))
        #expect(queue.nextDeadline == Self.time(60))
        _ = queue.abandon(2)
        _ = queue.answered(at: Self.time(51))
        #expect(queue.nextDeadline == nil)
    }

    @Test func `the server is silent since the oldest command, or since its last answer`() {
        var queue = queue([50, 50])
        #expect(queue.silentSince == Self.time(0))
        _ = queue.answered(at: Self.time(30))
        #expect(queue.silentSince == Self.time(30))
        _ = queue.answered(at: Self.time(40))
        #expect(queue.silentSince == nil)
    }

    @Test func `whatever happens in whichever order, everyone is told once`() {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<60 {
            var queue = CommandQueue<Int>(most: 8, mostBytes: 100)
            var (asked, told): ([Int], [Int]) = ([], [])
            for step in 0..<60 {
                let now = Self.time(Int64(step))
                switch Int.random(in: 0..<4, using: &random) {
                case 0, 1:
                    guard queue.hasRoom(for: 9) else { continue }
                    let deadline = Self.time(Int64(step + Int.random(in: 1...9, using: &random)))
                    queue.append(step, id: step, bytes: 9, until: deadline, at: now)
                    asked.append(step)
                case 2: if case .awaited(let waiter) = queue.answered(at: now) { told.append(waiter) }
                default: told += queue.expire(at: now) + [queue.abandon(step - 3)].compactMap(\.self)
                }
            }
            told += queue.removeAll().map(\.waiter)
            #expect(told.sorted() == asked)
        }
    }
}
