import CoraCall
import Testing

@Suite struct CallTallyTests {
    @Test func `calls are counted by state; the figures of one that is over are left to its end`() {
        var figures = CallFigures()
        figures.framesIn = 10
        var tally = CallTally()
        for phase in [CallPhase.connecting, .live, .live, .leaving, .ended] { tally.add(phase, figures) }
        #expect(tally.states == ["connecting": 1, "live": 2, "leaving": 1, "other": 1])
        #expect(tally.figures.framesIn == 40)
        var all = tally
        all.add(tally)
        #expect(all.states["live"] == 4 && all.figures.framesIn == 80)
    }
}
