import CoraLoad
import Testing

struct LineHearingTests {
    private static let millisecond: UInt64 = 1_000_000
    private var line = LineHearing()

    @Test mutating func `audio that comes before the line is dry leaves no gap`() {
        let gap1 = line.audio(bytes: 800, of: 1, at: 0)
        #expect(gap1 == nil)
        let gap2 = line.audio(bytes: 800, of: 1, at: 100 * Self.millisecond)
        #expect(gap2 == nil)
        #expect(line.playedUntil == 200 * Self.millisecond)
    }

    @Test mutating func `a line that runs dry inside a response has a gap, and between two none`() {
        _ = line.audio(bytes: 800, of: 1, at: 0)
        let gap3 = line.audio(bytes: 800, of: 1, at: 130 * Self.millisecond)
        #expect(gap3 == 30 * Self.millisecond)
        let gap4 = line.audio(bytes: 800, of: 2, at: 900 * Self.millisecond)
        #expect(gap4 == nil)
    }

    @Test mutating func `a mark comes back when what was before it has been played, once`() {
        _ = line.audio(bytes: 800, of: 1, at: 0)
        line.mark("a")
        let due5 = line.marksDue(at: 99 * Self.millisecond)
        #expect(due5 == [])
        let due6 = line.marksDue(at: 100 * Self.millisecond)
        #expect(due6 == ["a"])
        let due7 = line.marksDue(at: 200 * Self.millisecond)
        #expect(due7 == [])
    }

    @Test mutating func `a clear drops what was not played and returns all marks`() {
        _ = line.audio(bytes: 8000, of: 1, at: 0)
        line.mark("a")
        line.clear(at: 50 * Self.millisecond)
        let due8 = line.marksDue(at: 50 * Self.millisecond)
        #expect(due8 == ["a"])
        #expect(!line.isSounding(at: 50 * Self.millisecond))
        let gap9 = line.audio(bytes: 8, of: 1, at: 900 * Self.millisecond)
        #expect(gap9 == nil)
    }

    @Test mutating func `marks that nobody returns do not fill the memory`() {
        _ = line.audio(bytes: 8, of: 1, at: 0)
        for number in 0..<5000 { line.mark("\(number)") }
        let due10 = line.marksDue(at: .max)
        #expect(due10.count == 1000)
    }
}
