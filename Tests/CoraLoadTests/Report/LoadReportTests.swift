import CoraLoad
import CoraWire
import Testing

struct LoadReportTests {
    private static let fields: Set = [
        "verdict", "calls", "seconds", "seed", "machine", "pacing_ms", "up_ms", "down_ms", "barge_in_ms",
        "first_audio_ms", "frames", "gaps", "setup_failures", "server", "bounds", "unmeasured",
    ]

    @Test func `the JSON has the documented fields`() throws {
        let json = try JSON.parse(LoadFigures.sample().report().json.text)
        #expect(Set(try #require(json.object).keys) == Self.fields)
        #expect(json["verdict"]?.string == "held")
        #expect(json["seed"]?.int == 7)
        #expect(Set(json["up_ms"]?.object?.keys.map { $0 } ?? []) == ["p50", "p90", "p99", "max"])
        #expect(
            Set(json["frames"]?.object?.keys.map { $0 } ?? []) == [
                "up_sent", "up_arrived", "down_sent", "down_arrived", "lost", "reordered", "late", "mixed",
            ])
        #expect(json["server"]?["cpu_ms_per_call_second"]?.double == 2)
        #expect(json["server"]?["memory_kb_per_call"]?.double == 100)
        #expect(json["barge_in_ms"]?["p50"] == .null)
        let bound = try #require(json["bounds"]?[0])
        #expect(bound["name"]?.string == "lost" && bound["held"]?.bool == true)
    }

    @Test func `the text says why a run missed`() {
        var figures = LoadFigures.sample()
        figures.callers.failed(.closedEarly, "the server\nclosed")
        let text = figures.report().text
        #expect(text.contains("MISSED: failures 1 (bound 0)."))
        #expect(
            text.split(separator: "\n").contains { $0.contains("closed_early") && $0.hasSuffix("the server closed") })
    }

    @Test func `figures stand under their heads`() throws {
        let lines = LoadFigures.sample().report().text.split(separator: "\n").map(String.init)
        let heads = try #require(lines.first { $0.contains("p50") && $0.contains("p90") })
        let row = try #require(lines.first { $0.contains("caller to model") })
        #expect(heads.count == row.count)
    }

    @Test func `the page needs nothing else and escapes what it is told`() {
        let html = LoadFigures.sample().report().html
        #expect(html.contains("a &lt;machine&gt;"))
        #expect(!html.contains("<machine>"))
        for other in ["http", "src=", "<script", "@import", "url("] { #expect(!html.contains(other), "\(other)") }
        #expect(html.count { $0 == "<" } == html.count { $0 == ">" })
        #expect(html.split(separator: "<svg").count == 5)
    }

    @Test func `a run that measured nothing has a page too`() {
        let html = LoadFigures(LoadPlan(.init(calls: 1, seed: 1))).report().html
        #expect(html.contains("missed"))
        #expect(!html.contains("<svg"))
    }

    @Test func `a search is told with what was tried`() {
        var report = LoadFigures.sample().report()
        var search = MaxSearch(from: 20)
        search.record(20, .held)
        search.record(40, .missed)
        report.search = search
        #expect(report.text.contains("The most calls that held the bounds: 20 (tried: 20 held, 40 missed)."))
        #expect(report.json["most_calls"]?.int == 20)
    }
}
