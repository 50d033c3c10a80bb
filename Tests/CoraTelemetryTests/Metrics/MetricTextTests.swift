import CoraCall
import CoraSupervisor
import CoraTenant
import Testing

@testable import CoraTelemetry

@Suite struct MetricTextTests {
    private static let ticket = CallTicket(
        callSID: "CA1", callID: "c1", tenant: Tenant(id: "ray", numbers: ["+1"], agentName: "Ray"), callerNumber: "+2",
        dialledNumber: "+1")

    private static func lines(of buckets: LatencyBuckets) -> [String] {
        MetricText.histogram("cora_barge_in_seconds", "", buckets).split(separator: "\n").map(String.init)
    }

    @Test func `a counter is printed under its help and type, its labels in the order of their names`() throws {
        let made = FleetMetricsTests.made()
        for _ in 0..<3 {
            made.meter.observed(.tool(name: "a", succeeded: true, took: .zero), of: Self.ticket)
        }
        var stats = FleetStats(at: 0, instance: .init())
        made.meter.read(into: &stats)
        #expect(
            made.metrics.scrape(stats).contains(
                """
                # HELP cora_tool_runs_total Runs of a tool, by outcome: ok, failed.
                # TYPE cora_tool_runs_total counter
                cora_tool_runs_total{outcome="failed",tool="a"} 0
                cora_tool_runs_total{outcome="ok",tool="a"} 3

                """))
    }

    @Test func `each bucket of a histogram holds all that was no larger, in seconds`() {
        var buckets = LatencyBuckets(bounds: LatencyBuckets.moments)
        for milliseconds in [1, 40, 40, 9000] { buckets.add(.milliseconds(milliseconds)) }
        let lines = Self.lines(of: buckets)
        #expect(lines.contains(#"cora_barge_in_seconds_bucket{le="0.0005"} 0"#))
        #expect(lines.contains(#"cora_barge_in_seconds_bucket{le="0.001"} 1"#))
        #expect(lines.contains(#"cora_barge_in_seconds_bucket{le="0.05"} 3"#))
        #expect(lines.contains(#"cora_barge_in_seconds_bucket{le="2.5"} 3"#))
        #expect(lines.contains(#"cora_barge_in_seconds_bucket{le="+Inf"} 4"#))
        #expect(lines.contains("cora_barge_in_seconds_count 4"))
        #expect(lines.contains("cora_barge_in_seconds_sum 9.081"))
    }

    @Test func `the bounds of every histogram rise`() {
        for bounds in [LatencyBuckets.waits, LatencyBuckets.moments] {
            #expect(bounds == bounds.sorted() && Set(bounds).count == bounds.count)
        }
    }

    @Test func `nothing in a label's value breaks its line`() {
        #expect(MetricText.labels(["v"], ["a\"b\\c\nd"]) == #"v="a\"b\\c\nd""#)
    }

    @Test func `numbers are written as Prometheus reads them`() {
        #expect([3, 1.5, .infinity, -.infinity, .nan].map(MetricText.number) == ["3", "1.5", "+Inf", "-Inf", "NaN"])
    }

    @Test func `requests are told by route and status`() {
        let metrics = FleetMetricsTests.made().metrics
        for status in [200, 200, 404] { metrics.requests.record(route: "/a", status: status, took: .milliseconds(2)) }
        let text = metrics.scrape(FleetStats(at: 0, instance: .init()))
        #expect(text.contains(#"cora_http_requests_total{route="/a",status="200"} 2"#))
        #expect(text.contains(#"cora_http_requests_total{route="/a",status="404"} 1"#))
        #expect(text.contains(#"cora_http_request_seconds_bucket{route="/a",le="0.0025"} 3"#))
    }

    @Test func `a counter never goes back`() {
        let metrics = FleetMetricsTests.made().metrics
        var stats = FleetStats(at: 0, instance: .init())
        for (framesIn, printed) in [(50, 50), (40, 50), (51, 51)] {
            stats.audio.framesIn = framesIn
            #expect(metrics.scrape(stats).contains("\ncora_frames_in_total \(printed)\n"))
        }
    }
}
