import CoreMetrics
import Testing

@testable import CoraServer

@Suite("Metrics as Prometheus reads them")
struct PrometheusRegistryTests {
    @Test("a counter is printed under its help and type, its labels in the order of their names")
    func counter() {
        let registry = PrometheusRegistry()
        Counter(label: "cora_tool_runs_total", dimensions: [("tool", "a"), ("outcome", "ok")], factory: registry)
            .increment(by: 3)
        #expect(
            registry.exposition() == """
                # HELP cora_tool_runs_total Runs of a tool, by outcome: ok, failed.
                # TYPE cora_tool_runs_total counter
                cora_tool_runs_total{outcome="ok",tool="a"} 3

                """)
    }

    @Test("a timer is a histogram of seconds: each bucket holds all that was no larger")
    func histogram() {
        let registry = PrometheusRegistry()
        let timer = Timer(label: "cora_barge_in_seconds", factory: registry)
        for milliseconds in [1, 40, 40, 9000] { timer.recordMilliseconds(milliseconds) }
        let lines = registry.exposition().split(separator: "\n").map(String.init)
        #expect(lines.contains(#"cora_barge_in_seconds_bucket{le="0.0005"} 0"#))
        #expect(lines.contains(#"cora_barge_in_seconds_bucket{le="0.001"} 1"#))
        #expect(lines.contains(#"cora_barge_in_seconds_bucket{le="0.05"} 3"#))
        #expect(lines.contains(#"cora_barge_in_seconds_bucket{le="2.5"} 3"#))
        #expect(lines.contains(#"cora_barge_in_seconds_bucket{le="+Inf"} 4"#))
        #expect(lines.contains("cora_barge_in_seconds_count 4"))
        #expect(lines.contains("cora_barge_in_seconds_sum 9.081"))
    }

    @Test("the same name and labels are one series, whoever asks for it and in whatever order")
    func sameSeries() {
        let registry = PrometheusRegistry()
        Counter(label: "x_total", dimensions: [("a", "1"), ("b", "2")], factory: registry).increment()
        Counter(label: "x_total", dimensions: [("b", "2"), ("a", "1")], factory: registry).increment()
        #expect(registry.exposition().contains(#"x_total{a="1",b="2"} 2"#))
    }

    @Test("nothing in a label's value breaks its line")
    func escapes() {
        let registry = PrometheusRegistry()
        Meter(label: "m", dimensions: [("v", "a\"b\\c\nd")], factory: registry).set(1.5)
        #expect(registry.exposition().contains(#"m{v="a\"b\\c\nd"} 1.5"#))
    }

    @Test(
        "names of libraries are made into names that Prometheus takes",
        arguments: [
            ("hb.requests", "hb_requests"), ("9lives", "_9lives"), ("", "_"), ("größe", "gr__e"),
        ])
    func names(given: String, printed: String) {
        let registry = PrometheusRegistry()
        Meter(label: given, factory: registry).set(1)
        #expect(registry.exposition().contains("\n\(printed) 1\n"))
    }

    @Test("a label named le would be taken for a histogram's own")
    func le() {
        let registry = PrometheusRegistry()
        Recorder(label: "r", dimensions: [("le", "x")], factory: registry).record(1)
        #expect(registry.exposition().contains(#"r_count{le_="x"} 1"#))
    }

    @Test("too many sets of labels count as other, and it is told how often")
    func overflow() {
        let registry = PrometheusRegistry(seriesLimit: 2)
        for value in ["a", "b", "c", "d", "a"] {
            Counter(label: "x_total", dimensions: [("v", value)], factory: registry).increment()
        }
        let text = registry.exposition()
        #expect(text.contains(#"x_total{v="a"} 2"#))
        #expect(text.contains(#"x_total{v="other"} 2"#))
        #expect(!text.contains(#"v="c""#))
        #expect(registry.overflows == 2)
    }

    @Test("names are bounded too")
    func families() {
        let registry = PrometheusRegistry()
        for number in 0..<600 { Counter(label: "x\(number)", factory: registry).increment() }
        #expect(registry.exposition().split(separator: "\n").count == 512 * 3)
        #expect(registry.overflows == 88)
    }

    @Test("a name that is of another kind already is not printed twice")
    func kinds() {
        let registry = PrometheusRegistry()
        Counter(label: "x", factory: registry).increment()
        Meter(label: "x", factory: registry).set(7)
        #expect(registry.exposition().hasSuffix("# TYPE x counter\nx 1\n"))
    }

    @Test("a counter never goes back")
    func rising() {
        let registry = PrometheusRegistry()
        let counter = Counter(label: "x", factory: registry)
        counter.increment(by: 5)
        counter.increment(by: -3)
        counter.reset()
        counter.destroy()
        #expect(registry.exposition().hasSuffix("x 5\n"))
    }

    @Test("what is no number is not recorded; a gauge may be one")
    func numbers() {
        let registry = PrometheusRegistry()
        Recorder(label: "r", factory: registry).record(Double.nan)
        Meter(label: "inf", factory: registry).set(Double.infinity)
        let text = registry.exposition()
        #expect(text.contains("r_count 0"))
        #expect(text.contains("inf +Inf"))
    }

    @Test("a metric is forgotten whole")
    func forget() {
        let registry = PrometheusRegistry()
        Meter(label: CoraMetric.tenantCalls.name, dimensions: [("tenant", "a")], factory: registry).set(1)
        registry.forget(.tenantCalls)
        #expect(registry.exposition().isEmpty)
    }
}
