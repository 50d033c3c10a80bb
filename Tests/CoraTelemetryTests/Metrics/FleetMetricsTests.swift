import CoraCall
import CoraSettings
import CoraSupervisor
import CoraTenant
import Testing

@testable import CoraTelemetry

struct FleetMetricsTests {
    private static let ticket = CallTicket(
        callSID: "CA1", callID: "c1", tenant: Tenant(id: "ray", numbers: ["+1"], agentName: "Ray"), callerNumber: "+2",
        dialledNumber: "+1")

    private static func stats(_ tenants: [TenantStats] = []) -> FleetStats {
        var stats = FleetStats(at: 0, instance: .init(build: "b1"))
        stats.tenants = tenants
        return stats
    }

    private static func tenant(_ id: String, cost: Double = 0, here: Double = 0, live: Int = 0, soft: Double? = nil)
        -> TenantStats
    {
        var tenant = TenantStats(id: id)
        tenant.costTodayUsd = cost
        tenant.costHereUsd = here
        tenant.live = live
        tenant.softLimitUsd = soft
        return tenant
    }

    /// A meter that calls report to, and the metrics that read it, at a time that stands still.
    static func made(_ tenants: TenantLabels = TenantLabels()) -> (meter: FleetMeter, metrics: FleetMetrics) {
        let meter = FleetMeter(
            clocks: Clocks(wall: { WallTime(microseconds: 0) }, steady: { CallInstant(nanoseconds: 0) }))
        return (meter, FleetMetrics(meter: meter, tenants: tenants))
    }

    /// What is told of `stats` once the meter's figures are in them.
    private static func scrape(_ made: (meter: FleetMeter, metrics: FleetMetrics)) -> String {
        var stats = stats()
        made.meter.read(into: &stats)
        return made.metrics.scrape(stats)
    }

    private static func lines(_ text: String) -> Set<String> { Set(text.split(separator: "\n").map(String.init)) }

    @Test func `an answer that was heard is one of the latency, of each of its parts and of its cause`() {
        let made = Self.made()
        var timing = TurnTiming(
            number: 1, callerStopped: .init(nanoseconds: 0), modelHeard: .init(nanoseconds: 500_000_000))
        timing.firstDelta = .init(nanoseconds: 1_400_000_000)
        timing.firstFrame = .init(nanoseconds: 1_401_000_000)
        made.meter.observed(.turn(timing), of: Self.ticket)
        timing.heard = .init(nanoseconds: 1_450_000_000)
        timing.tools = .milliseconds(100)
        made.meter.observed(.turn(timing), of: Self.ticket)
        let lines = Self.lines(Self.scrape(made))
        #expect(lines.contains("cora_turn_latency_seconds_count 1"), "one that was not heard is none")
        #expect(lines.contains("cora_turn_latency_seconds_sum 1.45"))
        #expect(lines.contains(#"cora_turn_part_seconds_sum{part="model"} 0.8"#))
        #expect(lines.contains(#"cora_turn_part_seconds_sum{part="tool"} 0.1"#))
        #expect(lines.contains(#"cora_turns_total{cause="model"} 1"#))
        #expect(lines.contains(#"cora_turns_total{cause="us"} 0"#))
    }

    @Test func `what a page measured is told apart from what the server did, and counted by how its audio comes`() {
        let made = Self.made()
        var session = Self.ticket
        session.caller = .web
        made.meter.record(.started, of: session)
        var figures = PageFigures()
        (figures.media, figures.firstAudio) = (.webrtc, .milliseconds(400))
        figures.turns = [.milliseconds(700), .milliseconds(800)]
        (figures.gaps, figures.gapTime) = (2, .milliseconds(1500))
        (figures.lost, figures.received) = (5, 95)
        made.meter.observed(.page(figures), of: session)
        let lines = Self.lines(Self.scrape(made))
        #expect(lines.contains("cora_web_turn_latency_seconds_count 2"))
        #expect(lines.contains("cora_web_turn_latency_seconds_sum 1.5"))
        #expect(lines.contains("cora_turn_latency_seconds_count 0"))
        #expect(lines.contains("cora_web_first_audio_seconds_sum 0.4"))
        #expect(lines.contains(#"cora_web_sessions_total{media="webrtc"} 1"#))
        #expect(lines.contains(#"cora_web_sessions_total{media="socket"} 0"#))
        #expect(lines.contains("cora_web_gaps_total 2") && lines.contains("cora_web_gap_seconds_total 1.5"))
        #expect(lines.contains("cora_web_packets_lost_total 5") && lines.contains("cora_web_packets_total 95"))
        #expect(lines.contains("cora_web_reporting 1") && lines.contains("cora_web_bad_audio 0"))
    }

    @Test func `tools are told apart by name and outcome; a model may invent names without end`() {
        let made = Self.made()
        for number in 0..<70 {
            made.meter.observed(
                .tool(name: "t\(number)", succeeded: number > 0, took: .milliseconds(3)), of: Self.ticket)
        }
        let lines = Self.lines(Self.scrape(made))
        #expect(lines.contains(#"cora_tool_runs_total{outcome="failed",tool="t0"} 1"#))
        #expect(lines.contains(#"cora_tool_runs_total{outcome="ok",tool="other"} 6"#))
        #expect(!lines.contains { $0.contains("t69") })
        #expect(lines.contains("cora_metrics_overflow_total 6"))
    }

    @Test func `a count that is read as it stands is a counter, and the first reading counts too`() {
        let metrics = Self.made().metrics
        var stats = Self.stats()
        stats.calls.started = 5
        stats.admission.refusedByReason = ["tenant_rate": 2]
        _ = metrics.scrape(stats)
        stats.calls.started = 9
        let lines = Self.lines(metrics.scrape(stats))
        #expect(lines.contains("cora_streams_started_total 9"))
        #expect(lines.contains(#"cora_calls_refused_total{reason="tenant_rate"} 2"#))
        #expect(lines.contains(#"cora_calls_refused_total{reason="full"} 0"#))
    }

    @Test
    func `the counter is of what this process spent, so that instances can be summed; the gauge is of everybody's day`()
    {
        let metrics = Self.made().metrics
        _ = metrics.scrape(Self.stats([Self.tenant("a", cost: 90, here: 10), Self.tenant("b", cost: 2, here: 2)]))
        // Another day, and what an instance that is gone had spent is not told any more.
        let lines = Self.lines(
            metrics.scrape(
                Self.stats([Self.tenant("a", cost: 0.5, here: 10.5), Self.tenant("b", cost: 0.25, here: 3.25)])))
        #expect(lines.contains("cora_spend_usd_total 13.75"))
        #expect(lines.contains("cora_spend_today_usd 0.75"))
    }

    @Test func `tenants are told apart only if that is wanted; how many are over their limit is told always`() {
        let metrics = Self.made().metrics
        let text = metrics.scrape(Self.stats([Self.tenant("a", cost: 10, soft: 10), Self.tenant("b", soft: 10)]))
        #expect(!text.contains("tenant="))
        #expect(Self.lines(text).contains("cora_tenants_over_soft_limit 1"))
        #expect(Self.lines(text).contains("cora_tenants_over_hard_limit 0"))
    }

    @Test
    func `those beyond the cap are other together; one that has a label keeps it, one that is gone is not printed`() {
        let metrics = Self.made(TenantLabels(areOn: true, cap: 2)).metrics
        _ = metrics.scrape(Self.stats([Self.tenant("a", live: 1), Self.tenant("b", live: 1)]))
        let lines = Self.lines(
            metrics.scrape(
                Self.stats([
                    Self.tenant("c", cost: 1, here: 1, live: 4), Self.tenant("d", cost: 2, here: 2, live: 5),
                    Self.tenant("b", live: 2),
                ])))
        #expect(lines.contains(#"cora_tenant_calls{tenant="b"} 2"#))
        #expect(lines.contains(#"cora_tenant_calls{tenant="other"} 9"#))
        #expect(lines.contains(#"cora_tenant_spend_usd_total{tenant="other"} 3"#))
        #expect(!lines.contains { $0.hasPrefix(#"cora_tenant_calls{tenant="a"}"#) })
    }

    @Test func `every problem has a series, and those that are there are counted`() {
        let metrics = Self.made().metrics
        var stats = Self.stats()
        stats.problems = ["a", "b"].map {
            Problem(.spendSoft, .warning, $0, tenant: $0, since: 0)
        }
        let lines = Self.lines(metrics.scrape(stats))
        #expect(lines.contains(#"cora_problem_active{problem="spend_soft"} 2"#))
        #expect(lines.contains(#"cora_problem_active{problem="database_down"} 0"#))
        #expect(lines.count { $0.hasPrefix("cora_problem_active{") } == ProblemID.allCases.count)
    }

    @Test func `without a database nothing is said of one`() {
        let text = Self.made().metrics.scrape(Self.stats())
        #expect(!text.contains("cora_database_up"))
        #expect(!text.contains("cora_outbox"))
    }
}
