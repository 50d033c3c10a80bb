import CoraCall
import CoraSettings
import CoraSupervisor
import CoraTenant

/// Every metric with an example value: what `cora metrics` prints.
package enum MetricsExample {
    /// Every metric, as a scraper would read it from an instance that has all there can be.
    package static func exposition() -> String {
        let clocks = Clocks(wall: { WallTime(microseconds: 0) }, steady: { CallInstant(nanoseconds: 0) })
        let (meter, spans) = (FleetMeter(clocks: clocks), SpanMeter())
        let metrics = FleetMetrics(meter: meter, tenants: TenantLabels(areOn: true), spans: spans)
        for observation in observations { meter.observed(observation, of: ticket) }
        meter.record(.started, of: webTicket)
        meter.observed(.page(figures), of: webTicket)
        metrics.requests.record(route: "/twilio/voice", status: 200, took: .milliseconds(4))
        spans.exported(512)
        spans.dropped(3)
        var stats = stats
        meter.read(into: &stats)
        fill(&stats)
        return metrics.scrape(stats)
    }

    private static let ticket = CallTicket(
        callSID: "CA00000000000000000000000000000001", callID: "00000000-0000-0000-0000-000000000001",
        tenant: Tenant(id: "ray-richards", numbers: ["+14155550100"], agentName: "Ray Richards"),
        callerNumber: "+14155550199",
        dialledNumber: "+14155550100")

    private static let webTicket = CallTicket(
        callSID: "WS00000000000000000000000000000001", callID: "00000000-0000-0000-0000-000000000002",
        tenant: ticket.tenant, callerNumber: Caller.web.recorded, dialledNumber: ticket.dialledNumber)

    /// What a page tells.
    private static var figures: PageFigures {
        var figures = PageFigures()
        figures.media = .webrtc
        figures.firstAudio = .milliseconds(412)
        figures.turns = [.milliseconds(640), .milliseconds(710)]
        figures.bargeIns = [.milliseconds(85)]
        (figures.gaps, figures.gapTime) = (2, .milliseconds(140))
        (figures.lost, figures.received) = (12, 4_810)
        (figures.jitter, figures.roundTrip) = (.milliseconds(9), .milliseconds(38))
        return figures
    }

    private static var observations: [CallObservation] {
        var turn = TurnTiming(
            number: 1, callerStopped: .init(nanoseconds: 0), modelHeard: .init(nanoseconds: 500_000_000))
        turn.tools = .milliseconds(120)
        turn.firstDelta = CallInstant(nanoseconds: 1_010_000_000)
        turn.firstFrame = CallInstant(nanoseconds: 1_010_400_000)
        turn.heard = CallInstant(nanoseconds: 1_080_000_000)
        return [
            .modelReady(after: .milliseconds(420)), .firstAudio(after: .milliseconds(34)), .turn(turn),
            .bargeIn(after: .milliseconds(45), ours: CallDuration(nanoseconds: 700_000)),
            .tool(name: "search_properties", succeeded: true, took: .milliseconds(120)),
        ]
    }

    private static let stats = FleetStats(
        at: 1_790_000_000_000,
        instance: .init(
            name: "cora-1", build: "example", startedAt: 1_789_990_000_000, uptimeMs: 10_000_000,
            memoryBytes: 180 << 20, cpuMs: 612_340))

    /// Fills the stats with those of an instance in the middle of its day.
    private static func fill(_ stats: inout FleetStats) {
        stats.problems = [
            Problem(.turnSlow, .warning, "Answers take 2.1 s (99 of 100).", since: 1_789_999_970_000)
        ]
        stats.calls.live = 41
        stats.calls.pending = 2
        stats.calls.limit = 1000
        stats.calls.byChannel = ["telephone": 34, "web": 7]
        stats.calls.byState = ["connecting": 1, "live": 39, "leaving": 1]
        stats.calls.started = 1_204
        stats.calls.ended = 1_163
        stats.calls.endedByReason = ["caller_hung_up": 801, "agent_ended": 350, "model_lost": 12]
        stats.calls.endedByResult = ["completed": 1_151, "model_fault": 12]
        stats.admission.admitted = 1_210
        stats.admission.refused = 7
        stats.admission.refusedByReason = ["tenant_calls": 7]
        stats.admission.abandoned = 4
        stats.model.open = 40
        stats.model.dialling = 1
        stats.model.opened = 1_192
        stats.model.restored = 7
        stats.model.transcribed = 812
        stats.model.untranscribed = 3
        stats.model.failed = 13
        stats.model.tokenLimit = 2_000_000
        stats.model.tokensRemaining = 1_412_000
        stats.audio.framesIn = 3_612_000
        stats.audio.framesOut = 1_904_211
        stats.audio.framesDropped = 12
        stats.audio.bargeIns = 913
        stats.loops = [FleetStats.Loop(), FleetStats.Loop()]
        stats.loops[0].lagMs = 0.08
        stats.loops[0].maxLagMs = 3.4
        fillProcess(&stats)
        fillRecord(&stats)
    }

    private static func fillProcess(_ stats: inout FleetStats) {
        var strangers = FleetStats.Strangers()
        strangers.open = 14
        strangers.limit = 1000
        strangers.limitPerPeer = 200
        strangers.turnedAway = [StrangerRefusal.unsigned.rawValue: 31, StrangerRefusal.slowBody.rawValue: 2]
        stats.strangers = strangers
        stats.files = FleetStats.Files(open: 173, limit: 524_288)
        stats.log = FleetStats.Log()
    }

    private static func fillRecord(_ stats: inout FleetStats) {
        var outbox = FleetStats.Outbox()
        outbox.rows = 12
        outbox.bytes = 9_216
        outbox.limitBytes = 1 << 30
        outbox.oldestMs = 140
        stats.outbox = outbox
        var writer = FleetStats.Writer()
        writer.written = 81_022
        stats.writer = writer
        var database = FleetStats.Database()
        database.answerMs = 1.2
        database.pools = ["tools": .init(open: 8, idle: 6, waiting: 0), "record": .init(open: 2, idle: 2, waiting: 0)]
        stats.database = database
        var tenant = TenantStats(id: "ray-richards")
        tenant.live = 3
        tenant.admittedToday = 214
        tenant.refusedToday = 7
        tenant.tokensToday = 1_804_000
        tenant.costTodayUsd = 21.37
        tenant.tokensHere = 1_804_000
        tenant.costHereUsd = 21.37
        tenant.softLimitUsd = 20
        tenant.hardLimitUsd = 50
        stats.tenants = [tenant]
    }
}
