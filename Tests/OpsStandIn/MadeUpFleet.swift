import CoraSupervisor
import Foundation
import Synchronization

/// An instance that is not there: its figures follow from the time, the same for everybody who asks.
final class MadeUpFleet: Sendable {
    let callCount: Int
    let tenantNames: [String]
    let isWrong: Bool
    let started: Int64
    var began: Int64 { started - 9_240_000 }
    private let isDraining = Mutex(false)
    private let ended = Mutex(Set<String>())

    init(calls: Int, tenants: Int, isWrong: Bool, isHostile: Bool) {
        callCount = calls
        started = Self.now
        self.isWrong = isWrong
        let hostile = #"<img src=x onerror="document.title='owned'">"#
        tenantNames = (0..<max(tenants, 1)).map { index in
            isHostile && index.isMultiple(of: 3)
                ? hostile + "\u{1B}[31m\u{202E}\(index)"
                : ["maple", "harbor", "oakridge", "sunset", "lakeside", "summit"][index % 6]
                    + (index < 6 ? "" : "-\(index / 6)")
        }
    }

    static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }

    func drain(_ drains: Bool) { isDraining.withLock { $0 = drains } }
    func end(_ sid: String) { ended.withLock { _ = $0.insert(sid) } }
    func hasEnded(_ sid: String) -> Bool { ended.withLock { $0.contains(sid) } }

    func stats() -> FleetStats {
        let now = Self.now
        let calls = calls()
        var stats = FleetStats(
            at: now,
            instance: .init(
                name: "voice-2", build: "8f3c21d",
                state: isDraining.withLock { $0 } ? .draining : isWrong ? .shedding : .accepting,
                startedAt: began, uptimeMs: now - began, memoryBytes: 412_000_000, cpuMs: 1_210_000))
        if stats.instance.state == .shedding { stats.instance.shedding = ["loop_lag"] }
        stats.calls.live = calls.count
        stats.calls.pending = isWrong ? 7 : 2
        stats.calls.limit = 1200
        stats.calls.byChannel = ["telephone": 0, "web": 0]
        for call in calls {
            stats.calls.byState[call.state, default: 0] += 1
            stats.calls.byTenant[call.tenant, default: 0] += 1
            stats.calls.byChannel?[call.channel ?? "telephone", default: 0] += 1
        }
        stats.calls.started = 18_240
        stats.calls.ended = 18_240 - calls.count
        stats.calls.endedByReason = [
            "caller_hung_up": 15_011, "agent_ended": 1830, "transferred": 390, "model_lost": isWrong ? 88 : 9,
        ]
        stats.calls.endedByResult = ["completed": 17_200, "model_fault": isWrong ? 88 : 9, "caller_fault": 12]
        stats.calls.endedLastMinute = calls.count / 6
        stats.calls.failedLastMinute = isWrong ? 31 : 0
        stats.admission.admitted = 18_242
        stats.admission.admittedLastMinute = calls.count / 6
        stats.admission.refused = isWrong ? 611 : 3
        stats.admission.refusedByReason = isWrong ? ["tenant_rate": 540, "full": 71] : ["tenant_calls": 3]
        stats.admission.refusedLastMinute = isWrong ? 144 : 0
        stats.admission.abandoned = 14
        stats.model.open = max(0, calls.count - 4)
        stats.model.dialling = min(4, calls.count)
        stats.model.opened = 18_300
        stats.model.openedLastMinute = calls.count / 6
        stats.model.failed = isWrong ? 96 : 4
        stats.model.failedLastMinute = isWrong ? 41 : 0
        stats.model.tokenLimit = 4_000_000
        stats.model.tokensRemaining = isWrong ? 40_000 : 2_910_000
        if isWrong {
            stats.model.lastError = "the server did not upgrade to websocket: it answered HTTP 503"
            stats.model.lastErrorAt = now - 1200
        }
        fillLatency(&stats, isQuiet: calls.isEmpty)
        fillRecord(&stats, now)
        stats.audio.framesIn = calls.reduce(0) { $0 + $1.framesIn }
        stats.audio.framesOut = stats.audio.framesIn * 7 / 10
        stats.audio.framesDropped = 212
        stats.audio.bargeIns = 4081
        stats.tenants = tenantNames.enumerated().map { tenant($0, $1, stats.calls.byTenant[$1] ?? 0) }
        stats.problems = isWrong ? problems(now) : []
        return stats
    }

    private func fillLatency(_ stats: inout FleetStats, isQuiet: Bool) {
        func spread(_ count: Int, _ p50: Double, _ p90: Double, _ p99: Double, _ most: Double)
            -> FleetStats.Distribution
        {
            var result = FleetStats.Distribution()
            result.sinceStart.count = count * 90
            result.sinceStart.p50Ms = p50 * 0.97
            result.sinceStart.p90Ms = p90 * 0.98
            result.sinceStart.p99Ms = p99 * 1.1
            result.sinceStart.maxMs = most * 2
            guard !isQuiet else { return result }
            result.lastMinute.count = count
            result.lastMinute.p50Ms = p50
            result.lastMinute.p90Ms = p90
            result.lastMinute.p99Ms = p99
            result.lastMinute.maxMs = most
            return result
        }
        let slow = isWrong ? 3.4 : 1
        stats.latency.firstAudio = spread(166, 61, 90, 210 * slow, 480)
        stats.latency.turn = spread(5021, 1180, 1650, 2410 * slow, 4900 * slow)
        stats.latency.turnParts = [
            "endpointing": spread(5021, 520, 540, 590, 800), "model": spread(5021, 430, 800, 1400 * slow, 3100),
            "tool": spread(811, 120, 380, 1900, 2000), "us": spread(5021, 0.4, 0.9, 3.1, 18),
            "line": spread(5021, 190, 240, 330, 510),
        ]
        stats.latency.bargeIn = spread(402, 410, 520, 640, 900)
        stats.latency.bargeInOurs = spread(402, 0.6, 1.1, 4, 11)
        stats.latency.modelReady = spread(166, 340, 480, 900, 1800)
        for (name, p50) in [
            ("search_properties", 38.0), ("book_showing", 21), ("qualify_lead", 14), ("request_callback", 12),
        ] {
            stats.tools[name] = .init()
            stats.tools[name]?.runs = Int(p50 * 90)
            stats.tools[name]?.failed = isWrong ? 61 : 1
            stats.tools[name]?.took = spread(100, p50, p50 * 2, p50 * 6, 2000)
        }
        stats.web = web(spread)
        stats.loops = (0..<2).map { index in
            var loop = FleetStats.Loop()
            loop.lagMs = 0.3 + Double(index)
            loop.maxLagMs = isWrong ? 240 : 4.2 + Double(index)
            return loop
        }
    }

    private func web(
        _ spread: (Int, Double, Double, Double, Double) -> FleetStats.Distribution
    ) -> FleetStats.Web {
        var web = FleetStats.Web()
        web.reporting = calls().count { $0.page != nil }
        web.badAudio = isWrong ? web.reporting / 3 : 0
        web.byMedia = ["socket": 212, "webrtc": 1_930]
        (web.gaps, web.gapMs) = (isWrong ? 911 : 14, isWrong ? 240_000 : 1_900)
        (web.packetsLost, web.packetsReceived) = (isWrong ? 91_000 : 4_021, 1_204_000)
        web.firstAudio = spread(24, 430, 610, 980, 1_400)
        web.turn = spread(700, 640, 820, 1_300, 2_100)
        web.bargeIn = spread(60, 80, 110, 148, 190)
        web.jitter = spread(290, 6, 14, 41, 80)
        web.roundTrip = spread(290, 38, 71, 160, 240)
        return web
    }

    private func fillRecord(_ stats: inout FleetStats, _ now: Int64) {
        var outbox = FleetStats.Outbox()
        outbox.rows = isWrong ? 48_210 : 12
        outbox.bytes = isWrong ? 91_400_000 : 21_000
        outbox.limitBytes = 1_073_741_824
        outbox.oldestMs = isWrong ? 431_000 : 140
        stats.outbox = outbox
        var writer = FleetStats.Writer()
        writer.written = 1_204_410
        writer.rowsPerSecond = isWrong ? 0 : 211.5
        writer.failuresRunning = isWrong ? 40 : 0
        stats.writer = writer
        var database = FleetStats.Database()
        database.isUp = !isWrong
        database.since = isWrong ? now - 431_000 : began
        database.answerMs = 1.4
        if isWrong {
            database.error = "connection to server at \"db.internal\" (10.0.4.2), port 5432 failed: Connection refused"
            stats.writer?.lastError = database.error
        }
        stats.database = database
    }

    private func tenant(_ index: Int, _ name: String, _ live: Int) -> TenantStats {
        var tenant = TenantStats(id: name)
        tenant.live = live
        tenant.liveLimit = index.isMultiple(of: 4) ? nil : max(50, live + index)
        tenant.perMinuteLimit = index.isMultiple(of: 3) ? 60 : nil
        tenant.admittedToday = 2400 / (index + 1)
        tenant.refusedToday = isWrong && index == 1 ? 540 : index == 2 ? 3 : 0
        tenant.overLimitToday = tenant.refusedToday
        tenant.refusedLastMinute = isWrong && index == 1 ? 132 : 0
        tenant.tokensToday = 9_400_000 / (index + 1)
        tenant.costTodayUsd = 214.37 / Double(index + 1)
        if index.isMultiple(of: 2) {
            (tenant.softLimitUsd, tenant.hardLimitUsd) = (index == 0 && isWrong ? 200 : 300, 400)
        }
        return tenant
    }

    private func problems(_ now: Int64) -> [Problem] {
        [
            Problem(
                .modelFailing, .critical,
                "41 of 72 attempts to open a session with the model failed in the last minute: it answered HTTP 503.",
                since: now - 94_000),
            Problem(
                .databaseDown, .critical,
                "The database has not answered for 7 min; 48,210 rows wait on disk, nothing is lost.",
                since: now - 431_000),
            Problem(
                .loopLag, .warning, "An event loop ran 240 ms late; new calls are refused until it keeps up.",
                since: now - 21_000),
            Problem(
                .tenantFlooding, .warning,
                "\(tenantNames[min(1, tenantNames.count - 1)]) was refused 132 calls in the last minute: it begins more than 60 a minute.",
                tenant: tenantNames[min(1, tenantNames.count - 1)], since: now - 182_000),
        ]
    }

    func history() -> [HistoryPoint] {
        let last = Self.now / 10_000
        return (0..<360).map { index in
            let tick = last - 359 + Int64(index)
            let wave = sin(Double(tick) / 40) + sin(Double(tick) / 9) * 0.2
            let recent = isWrong && index > 348
            var point = HistoryPoint(at: tick * 10_000)
            point.live = max(0, Int(Double(callCount) * (0.8 + 0.15 * wave)))
            point.admitted = max(0, Int(Double(callCount) * 0.025 * (1 + 0.4 * wave)))
            point.refused = recent ? 24 : 0
            point.failed = recent ? 6 : tick.isMultiple(of: 70) ? 1 : 0
            point.turnP50Ms = 1180 + 60 * wave
            point.turnP99Ms = (2400 + 300 * wave) * (recent ? 3.4 : 1)
            point.firstAudioP99Ms = 210 + 40 * wave
            point.loopLagMs = recent ? 240 : 4 + 2 * wave
            point.outboxRows = recent ? (index - 348) * 4000 : 12
            point.costTodayUsd = 580 + Double(index) * 0.4
            return point
        }
    }
}
