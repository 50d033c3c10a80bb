import CoraCall
import CoraTenant

/// What counts as a problem: one small rule each.
enum ProblemRules {
    /// Looks at a reading and returns what is wrong with it; empty if nothing is.
    typealias Rule = @Sendable (ProblemView) -> [ProblemFinding]

    /// The length of time over which failures are counted, in seconds.
    static let stretch = 10
    /// For how many seconds a failure stays a problem if nothing has succeeded since.
    static let echo = 30

    /// Every rule that needs only the readings.
    static let all: [Rule] = [
        draining, shedding, instanceFull, modelFailing, modelSlow, modelTokens, transcription, callFailures, firstAudio,
        turns, loops, memory, outbox, records, database, writer, tenants, frames, web, tools, files, strangers, log,
    ]

    // MARK: The instance

    private static let draining: Rule = { view in
        guard view.now.instance.state == .draining else { return [] }
        var words = "no new calls are taken: draining, \(calls(view.now.calls.live)) on the line"
        if view.now.calls.live > 0, let left = view.now.instance.drainRemainingMs {
            words += left > 0 ? ", moved on in \(left / 1000) s" : ", being moved on"
        }
        return [.warning(.draining, words)]
    }

    private static let shedding: Rule = { view in
        guard view.now.instance.state == .shedding else { return [] }
        let causes = view.now.instance.shedding.compactMap(Shedding.Cause.init).map { cause(of: $0, in: view.now) }
        let why = causes.isEmpty ? "this process is under pressure" : causes.joined(separator: "; ")
        return [.critical(.shedding, "new calls are refused: " + why)]
    }

    /// Why new calls are refused, with the figure of this moment. Refusals outlast the pressure by some seconds.
    private static func cause(of cause: Shedding.Cause, in stats: FleetStats) -> String {
        switch cause {
        case .loopLag: "event loops run late (\(Int(stats.loops.map(\.lagMs).max() ?? 0)) ms now)"
        case .memory: "memory is nearly used up (\(stats.instance.memoryBytes >> 20) MB now)"
        case .outbox where isStuckEarly(stats.outbox): "records do not get to disk"
        case .outbox: "the outbox is nearly full (\(stats.outbox.map { $0.bytes >> 20 } ?? 0) MB now)"
        }
    }

    /// Whether the outbox takes nothing although it is far from full.
    private static func isStuckEarly(_ outbox: FleetStats.Outbox?) -> Bool {
        outbox.map { $0.alarm != nil && $0.bytes < $0.limitBytes / 2 } ?? false
    }

    private static let instanceFull: Rule = { view in
        let calls = view.now.calls
        let taken = calls.live + calls.pending
        guard calls.limit > 0, taken * 100 >= calls.limit * 95 else { return [] }
        let words = "\(taken) of \(calls.limit) calls: this instance is full"
        return [taken >= calls.limit ? .critical(.instanceFull, words) : .warning(.instanceFull, words)]
    }

    private static let loops: Rule = { view in
        let worst = view.now.loops.map(\.lagMs).max() ?? 0
        guard worst >= view.limits.loopLagMs else { return [] }
        let words = "an event loop runs \(Int(worst)) ms late: the audio of its calls is late by as much"
        return [worst >= view.limits.loopLagMs * 4 ? .critical(.loopLag, words) : .warning(.loopLag, words)]
    }

    private static let memory: Rule = { view in
        guard let limit = view.limits.memoryBytes, view.now.instance.memoryBytes >= limit / 10 * 9 else { return [] }
        let used = view.now.instance.memoryBytes >> 20
        return [.critical(.memoryHigh, "\(used) MB of memory in use; from \(limit >> 20) MB on new calls are refused")]
    }

    // MARK: The model

    private static let modelFailing: Rule = { view in
        let failed = view.growth(stretch) { $0.modelFailed }
        let setUp = view.growth(stretch) { $0.modelOpened }
        let last = view.now.model.lastError.map { "; the last said: \($0)" } ?? ""
        if let waiting = view.now.model.unreachable.first, view.growth(echo, of: { $0.modelFailed }) > 0 {
            return [.critical(.modelFailing, "calls wait for \(waiting): many dials in a row have failed" + last)]
        }
        if failed >= 2, failed * 5 >= failed + setUp {
            let words = "\(failed) of \(failed + setUp) model sessions failed in the last \(stretch) s" + last
            return [.critical(.modelFailing, words)]
        }
        let earlier = view.growth(echo) { $0.modelFailed }
        let opened = view.growth(sinceLast: { $0.modelFailed }, of: { $0.modelOpened })
        // Sessions that were lost and dialled again within one reading: one was set up for each.
        let isReplaced = opened.with >= opened.other && opened.with > 0
        guard failed == 0, opened.after == 0, !isReplaced, earlier >= 2 else { return [] }
        return [.critical(.modelFailing, "no model session since \(earlier) failed" + last)]
    }

    private static let modelSlow: Rule = { view in
        let ready = view.now.latency.modelReady.lastMinute
        guard ready.count >= view.limits.samples, ready.p90Ms > view.limits.modelReadyMs else { return [] }
        return [.warning(.modelSlow, "the model takes \(seconds(ready.p90Ms)) to a session for one call in ten")]
    }

    private static let modelTokens: Rule = { view in
        guard let limit = view.now.model.tokenLimit, let left = view.now.model.tokensRemaining, left * 10 < limit else {
            return []
        }
        return [.warning(.modelTokensLow, "\(left) of \(limit) tokens a minute are left on the model account")]
    }

    private static let transcription: Rule = { view in
        let failed = view.growth(echo) { $0.untranscribed }
        let written = view.growth(echo) { $0.transcribed }
        guard failed >= 3, failed > written else { return [] }
        let words =
            "the words of \(failed) of \(failed + written) turns could not be written down in the last \(echo) s"
        return [.warning(.transcriptionFailing, words)]
    }

    // MARK: Calls

    private static let callFailures: Rule = { view in
        let failed = view.growth(echo) { $0.failed }
        let ended = view.growth(echo) { $0.ended }
        guard failed >= 2, failed * 10 >= ended, view.growth(stretch, of: { $0.failed }) > 0 else { return [] }
        return [.critical(.callFailures, "\(failed) of \(ended) calls that ended in the last \(echo) s failed")]
    }

    private static let firstAudio: Rule = { view in
        let audio = view.now.latency.firstAudio.lastMinute
        guard audio.count >= view.limits.samples, audio.p99Ms > view.limits.firstAudioMs else { return [] }
        return [.warning(.firstAudioSlow, "callers hear nothing for up to \(seconds(audio.p99Ms)) at first")]
    }

    private static let turns: Rule = { view in
        let turn = view.now.latency.turn.lastMinute
        guard turn.count >= view.limits.samples, turn.p90Ms > view.limits.turnMs else { return [] }
        let worst = view.now.latency.turnParts.max { $0.value.lastMinute.p90Ms < $1.value.lastMinute.p90Ms }
        let cause = worst.flatMap { TurnTiming.Cause(rawValue: $0.key) }.map { ", most of it \(part($0))" } ?? ""
        return [.warning(.turnSlow, "one answer in ten takes over \(seconds(turn.p90Ms))" + cause)]
    }

    private static let frames: Rule = { view in
        let dropped = view.growth(stretch) { $0.framesDropped }
        guard dropped >= 50 else { return [] }
        return [.warning(.framesDropped, "\(dropped) frames of callers were dropped in the last \(stretch) s")]
    }

    /// One bad session in five is no longer a caller's own network.
    private static let web: Rule = { view in
        guard let web = view.now.web, web.badAudio > 0, web.badAudio * 5 >= web.reporting else { return [] }
        let words =
            "bad audio in \(web.badAudio) of \(web.reporting) web sessions: over 5 % of it is lost, or it breaks off again "
            + "and again; look at event loops and this server's network first"
        return [.warning(.webAudioBad, words)]
    }

    private static let tools: Rule = { view in
        view.now.tools.keys.sorted().compactMap { name in
            let failed = view.growth(echo) { $0.toolFailures[name] ?? 0 }
            let runs = view.growth(echo) { $0.toolRuns[name] ?? 0 }
            guard failed >= 3, failed * 2 >= runs else { return nil }
            return .warning(.toolsFailing, "\(name) failed \(failed) of \(runs) times in the last \(echo) s")
        }
    }

    // MARK: The record

    private static let outbox: Rule = { view in
        guard let outbox = view.now.outbox else { return [] }
        var found: [ProblemFinding] = []
        if let alarm = outbox.alarm { found.append(.critical(.outboxDisk, "records do not get to disk: \(alarm)")) }
        let share = outbox.limitBytes > 0 ? Double(outbox.bytes) / Double(outbox.limitBytes) : 0
        if share >= view.limits.outboxShare * 0.9 {
            let words = "the outbox is \(Int(share * 100)) % full: new calls are refused before it is"
            found.append(.critical(.outboxFull, words))
        } else if outbox.oldestMs >= view.limits.outboxAgeMs {
            let words = "\(outbox.rows) records wait for the database, the oldest for \(outbox.oldestMs / 1000) s"
            found.append(.warning(.outboxGrowing, words))
        }
        return found
    }

    private static let records: Rule = { view in
        guard let outbox = view.now.outbox else { return [] }
        var found: [ProblemFinding] = []
        if view.growth(echo, of: { $0.recordsRefused }) > 0 {
            found.append(.critical(.rowsRefused, "records are lost: the outbox is at its hard limit"))
        }
        if outbox.shelved > 0 {
            found.append(.warning(.rowsShelved, "\(outbox.shelved) records were refused by the database, set aside"))
        }
        return found
    }

    private static let database: Rule = { view in
        guard let database = view.now.database, !database.isUp else { return [] }
        let why = database.error.map { ": \($0)" } ?? ""
        return [.critical(.databaseDown, "the database does not answer" + why)]
    }

    private static let writer: Rule = { view in
        guard let writer = view.now.writer, view.now.database?.isUp == true, writer.failuresRunning >= 3 else {
            return []
        }
        let why = writer.lastError.map { ": \($0)" } ?? ""
        return [.critical(.writerStuck, "the database takes no records, \(writer.failuresRunning) tries" + why)]
    }

    // MARK: Tenants

    private static let tenants: Rule = { view in
        view.now.tenants.flatMap { tenant in
            [flooding(tenant, view), full(tenant), spending(tenant)].compactMap(\.self)
        }
    }

    private static func flooding(_ tenant: TenantStats, _ view: ProblemView) -> ProblemFinding? {
        let refused = view.growth(stretch) { $0.overLimit[tenant.id] ?? 0 }
        guard refused >= 3 else { return nil }
        let words = "\(tenant.id) has more calls than it may: \(refused) refused in the last \(stretch) s"
        return .warning(.tenantFlooding, words, tenant: tenant.id)
    }

    private static func full(_ tenant: TenantStats) -> ProblemFinding? {
        guard let limit = tenant.liveLimit, limit > 0, tenant.live >= limit else { return nil }
        return .warning(.tenantFull, "\(tenant.id) has all its \(calls(limit)) on the line", tenant: tenant.id)
    }

    private static func spending(_ tenant: TenantStats) -> ProblemFinding? {
        if let hard = tenant.hardLimitUsd, tenant.costTodayUsd >= hard {
            let words = "\(tenant.id) has spent \(dollars(tenant.costTodayUsd)) today: no more calls are taken for it"
            return .critical(.spendHard, words, tenant: tenant.id)
        }
        guard let soft = tenant.softLimitUsd, tenant.costTodayUsd >= soft else { return nil }
        let words = "\(tenant.id) has spent \(dollars(tenant.costTodayUsd)) today: its new calls are kept short"
        return .warning(.spendSoft, words, tenant: tenant.id)
    }

    // MARK: Words

    /// "1 call", "3 calls".
    static func calls(_ count: Int) -> String { count == 1 ? "1 call" : "\(count) calls" }

    private static func seconds(_ milliseconds: Double) -> String {
        let tenths = Int((milliseconds / 100).rounded())
        return "\(tenths / 10).\(tenths % 10) s"
    }

    private static func dollars(_ amount: Double) -> String {
        let cents = Int((amount * 100).rounded())
        return "$\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
    }

    private static func part(_ cause: TurnTiming.Cause) -> String {
        switch cause {
        case .endpointing: "the wait for the end of speech"
        case .model: "the model"
        case .tool: "tools"
        case .us: "this process"
        case .line: "the carrier and audio that was still playing"
        }
    }
}
