import CoraSettings
import Testing

@testable import CoraTelemetry

struct LogBacklogTests {
    @Test func `lines come out in the order in which they came in`() {
        var backlog = LogBacklog()
        for number in 1...3 { backlog.add("\(number)\n", .human) }
        #expect(backlog.takeAll() == [.line("1\n"), .line("2\n"), .line("3\n")])
        #expect(backlog.isEmpty)
        #expect(backlog.takeAll() == [])
        #expect(backlog.dropped == 0)
    }

    @Test func `of more lines than may wait the newest are counted, and the count stands in their place`() {
        var backlog = LogBacklog(.init(lines: 2, bytes: 1000))
        for number in 1...5 { backlog.add("\(number)\n", .json) }
        #expect(backlog.dropped == 3)
        #expect(backlog.takeAll() == [.line("1\n"), .line("2\n"), .gap(3, .json)])
        backlog.add("6\n", .json)
        #expect(backlog.takeAll() == [.line("6\n")])
        #expect(backlog.dropped == 3)
    }

    @Test func `bytes count as well as lines; a line that is longer than all of it is dropped`() {
        var backlog = LogBacklog(.init(lines: 100, bytes: 10))
        backlog.add("12345678\n", .human)
        backlog.add("90\n", .human)
        // A shorter one still finds room: two gaps, each where its lines would stand.
        backlog.add("\n", .human)
        backlog.add("x\n", .human)
        #expect(backlog.takeAll() == [.line("12345678\n"), .gap(1, .human), .line("\n"), .gap(1, .human)])
        backlog.add("12345678901\n", .human)
        #expect(backlog.takeAll() == [.gap(1, .human)])
        #expect(backlog.dropped == 3)
    }
}
