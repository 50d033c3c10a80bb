import CoraLoad
import CoraWire
import Testing

struct VerdictTests {
    @Test func `a run without a fault holds`() {
        #expect(LoadFigures.sample().verdict(LoadBounds()) == .held)
    }

    @Test func `one lost frame, one of another call, or one failed call is a miss`() {
        var (lost, mixed, failed) = (LoadFigures.sample(), LoadFigures.sample(), LoadFigures.sample())
        lost.ledger.downLost = 1
        mixed.callers.mixed = 1
        failed.callers.failed(.webhookTimeout, "late")
        for figures in [lost, mixed, failed] { #expect(figures.verdict(LoadBounds()) == .missed) }
        #expect(failed.failures == ["webhook_timeout": 1])
        var bounds = LoadBounds()
        bounds.maxLost = 1
        #expect(lost.verdict(bounds) == .held)
    }

    @Test func `a generator that was late says nothing of the server`() {
        var figures = LoadFigures.sample()
        figures.ledger.downLost = 1
        for _ in 0..<10 { figures.models.pacing.add(6_000_000) }
        #expect(figures.verdict(LoadBounds()) == .unreliable)
    }

    @Test func `latency is held against its bound each way`() throws {
        var bounds = LoadBounds()
        try bounds.add("p99=7")
        let results = LoadFigures.sample().results(bounds)
        #expect(results.first { $0.name == "up_p99_ms" }?.isHeld == true)
        #expect(results.first { $0.name == "down_p99_ms" }?.isHeld == false)
        #expect(throws: LoadBounds.Problem.self) { try bounds.add("p98=7") }
        #expect(throws: LoadBounds.Problem.self) { try bounds.add("p99=fast") }
    }

    @Test func `a bound of which nothing was measured is not held`() {
        #expect(LoadFigures(LoadPlan(.init(calls: 1, seed: 1))).verdict(LoadBounds()) == .missed)
    }

    @Test func `a server that counted another number of frames is a miss`() {
        var figures = LoadFigures.sample()
        figures.callers.messagesSent = 1000
        figures.stats = .init(framesIn: 1000, framesOut: 0)
        #expect(figures.verdict(LoadBounds()) == .held)
        figures.stats = .init(framesIn: 999, framesOut: 0)
        #expect(figures.verdict(LoadBounds()) == .missed)
    }

    @Test func `what was on its way when the server closed a stream may be read or not`() {
        var figures = LoadFigures.sample()
        (figures.callers.messagesSent, figures.callers.atClose) = (1000, 15)
        for (framesIn, verdict) in [(1000, LoadVerdict.held), (985, .held), (984, .missed), (1001, .missed)] {
            figures.stats = .init(framesIn: framesIn, framesOut: 0)
            #expect(figures.verdict(LoadBounds()) == verdict, "\(framesIn)")
        }
    }

    @Test func `audio that no stamp survives is judged by the rest`() {
        var figures = LoadFigures.sample()
        figures.wideSessions = 20
        (figures.callers.latency, figures.models.latency) = (Spread(), Spread())
        let report = figures.report()
        #expect(report.verdict == .held)
        for field in ["lost", "mixed", "reordered", "up_arrived"] { #expect(report.json["frames"]?[field] == .null) }
        #expect(!report.results.contains { ["lost", "mixed"].contains($0.name) })
    }
}
