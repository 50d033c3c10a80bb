import CoraCall
import CoraSupervisor
import CoreMetrics

/// Brings what `FleetStats` says into a registry, and remembers what it said before.
struct FleetReading {
    private let labels: TenantLabels
    private var counts = RisingCounts()
    private var named: Set<String> = []

    init(tenants: TenantLabels) {
        labels = tenants
    }

    mutating func take(_ stats: FleetStats, into registry: PrometheusRegistry) {
        takeInstance(stats, registry)
        takeCalls(stats, registry)
        takeModel(stats.model, registry)
        takeRecord(stats, registry)
        takeTenants(stats.tenants, registry)
        rise(.seriesOverflow, to: registry.overflows, registry)
    }

    // MARK: Parts

    private mutating func takeInstance(_ stats: FleetStats, _ registry: PrometheusRegistry) {
        let instance = stats.instance
        set(.buildInfo, 1, registry, ("build", instance.build))
        for state in Set(["accepting", "shedding", "draining", instance.state]) {
            set(.instanceState, state == instance.state ? 1 : 0, registry, ("state", state))
        }
        set(.startTime, Double(instance.startedAt) / 1000, registry)
        set(.memory, Double(instance.memoryBytes), registry)
        rise(.cpu, to: Double(instance.cpuMs) / 1000, registry)
        for metric in [CoraMetric.loopLag, .loopLagMaximum] { registry.forget(metric) }
        for (index, loop) in stats.loops.enumerated() {
            set(.loopLag, loop.lagMs / 1000, registry, ("loop", String(index)))
            set(.loopLagMaximum, loop.maxLagMs / 1000, registry, ("loop", String(index)))
        }
        let active = Dictionary(grouping: stats.problems, by: \.id)
        for problem in ProblemID.allCases {
            set(.problem, Double(active[problem.rawValue]?.count ?? 0), registry, ("problem", problem.rawValue))
        }
    }

    private mutating func takeCalls(_ stats: FleetStats, _ registry: PrometheusRegistry) {
        let calls = stats.calls
        for state in Set(["connecting", "live", "leaving"] + calls.byState.keys) {
            set(.calls, Double(calls.byState[state] ?? 0), registry, ("state", state))
        }
        set(.callsPending, Double(calls.pending), registry)
        set(.callsLimit, Double(calls.limit), registry)
        rise(.callsStarted, to: calls.started, registry)
        for result in Set(["completed", "caller_fault", "model_fault", "server_fault"] + calls.endedByResult.keys) {
            rise(.callsEnded, to: calls.endedByResult[result] ?? 0, registry, ("result", result))
        }
        for (reason, count) in calls.endedByReason { rise(.callEndings, to: count, registry, ("reason", reason)) }
        rise(.admitted, to: stats.admission.admitted, registry)
        for reason in Set(Self.refusals + stats.admission.refusedByReason.keys) {
            rise(.refused, to: stats.admission.refusedByReason[reason] ?? 0, registry, ("reason", reason))
        }
        rise(.abandoned, to: stats.admission.abandoned, registry)
        rise(.framesIn, to: stats.audio.framesIn, registry)
        rise(.framesOut, to: stats.audio.framesOut, registry)
        rise(.framesDropped, to: stats.audio.framesDropped, registry)
        rise(.framesBroken, to: stats.audio.framesBroken, registry)
        rise(.framesOutOfOrder, to: stats.audio.framesOutOfOrder, registry)
        rise(.bargeIns, to: stats.audio.bargeIns, registry)
    }

    /// Reasons that are there from the start, so that the first refusal is seen as a step.
    private static let refusals = AdmissionRefusal.allCases.map(\.rawValue)

    private mutating func takeModel(_ model: FleetStats.Model, _ registry: PrometheusRegistry) {
        set(.modelSockets, Double(model.dialling), registry, ("state", "dialling"))
        set(.modelSockets, Double(model.open), registry, ("state", "open"))
        rise(.modelOpened, to: model.opened, registry)
        rise(.modelFailed, to: model.failed, registry)
        if let limit = model.tokenLimit { set(.modelTokenLimit, Double(limit), registry) }
        if let remaining = model.tokensRemaining { set(.modelTokensRemaining, Double(remaining), registry) }
    }

    private mutating func takeRecord(_ stats: FleetStats, _ registry: PrometheusRegistry) {
        if let outbox = stats.outbox {
            set(.outboxRows, Double(outbox.rows), registry)
            set(.outboxBytes, Double(outbox.bytes), registry)
            set(.outboxLimit, Double(outbox.limitBytes), registry)
            set(.outboxOldest, Double(outbox.oldestMs) / 1000, registry)
            set(.outboxShelved, Double(outbox.shelved), registry)
            set(.outboxAlarm, outbox.alarm == nil ? 0 : 1, registry)
            rise(.outboxRefused, to: outbox.refused, registry)
        }
        if let writer = stats.writer {
            rise(.writerRows, to: writer.written, registry)
            set(.writerFailures, Double(writer.failuresRunning), registry)
        }
        if let database = stats.database {
            set(.databaseUp, database.isUp ? 1 : 0, registry)
            set(.databaseAnswer, database.answerMs / 1000, registry)
        }
    }

    // MARK: Tenants

    /// What is told of a tenant, or of those that are `other` together.
    fileprivate struct TenantSums {
        var live = 0.0
        var spendToday = 0.0
        var softLimit: Double?
        var hardLimit: Double?
        // How far its counts have risen.
        var admitted = 0.0
        var refused = 0.0
        var tokens = 0.0
        var spend = 0.0
    }

    private mutating func takeTenants(_ tenants: [TenantStats], _ registry: PrometheusRegistry) {
        set(.tenants, Double(tenants.count), registry)
        set(.spendToday, tenants.reduce(0) { $0 + $1.costTodayUsd }, registry)
        set(.tenantsOverSoft, Double(tenants.count { Self.isOver($0.softLimitUsd, $0) }), registry)
        set(.tenantsOverHard, Double(tenants.count { Self.isOver($0.hardLimitUsd, $0) }), registry)
        var all = TenantSums()
        var named: [String: TenantSums] = [:]
        for tenant in tenants {
            let sums = sums(of: tenant)
            all.tokens += sums.tokens
            all.spend += sums.spend
            if labels.areOn { named[label(of: tenant.id), default: TenantSums()].add(sums) }
        }
        add(.tokens, all.tokens, registry)
        add(.spend, all.spend, registry)
        for metric in [CoraMetric.tenantCalls, .tenantSpendToday, .tenantSoftLimit, .tenantHardLimit] {
            registry.forget(metric)
        }
        for (name, sums) in named { write(sums, of: name, registry) }
    }

    private func write(_ sums: TenantSums, of name: String, _ registry: PrometheusRegistry) {
        let label = ("tenant", name)
        set(.tenantCalls, sums.live, registry, label)
        set(.tenantSpendToday, sums.spendToday, registry, label)
        if let limit = sums.softLimit { set(.tenantSoftLimit, limit, registry, label) }
        if let limit = sums.hardLimit { set(.tenantHardLimit, limit, registry, label) }
        add(.tenantAdmitted, sums.admitted, registry, label)
        add(.tenantRefused, sums.refused, registry, label)
        add(.tenantTokens, sums.tokens, registry, label)
        add(.tenantSpend, sums.spend, registry, label)
    }

    /// Who was let in and who was not is counted by the day, which begins anew for each tenant.
    private mutating func sums(of tenant: TenantStats) -> TenantSums {
        TenantSums(
            live: Double(tenant.live), spendToday: tenant.costTodayUsd, softLimit: tenant.softLimitUsd,
            hardLimit: tenant.hardLimitUsd,
            admitted: counts.step("admitted/\(tenant.id)", to: Double(tenant.admittedToday), isDaily: true),
            refused: counts.step("refused/\(tenant.id)", to: Double(tenant.refusedToday), isDaily: true),
            tokens: counts.step("tokens/\(tenant.id)", to: Double(tenant.tokensHere)),
            spend: counts.step("spend/\(tenant.id)", to: tenant.costHereUsd))
    }

    /// A tenant that has a label keeps it.
    private mutating func label(of tenant: String) -> String {
        if named.contains(tenant) { return tenant }
        guard named.count < labels.cap else { return PrometheusRegistry.overflowValue }
        named.insert(tenant)
        return tenant
    }

    private static func isOver(_ limit: Double?, _ tenant: TenantStats) -> Bool {
        limit.map { tenant.costTodayUsd >= $0 } ?? false
    }

    // MARK: Writing

    private func set(
        _ metric: CoraMetric, _ value: Double, _ registry: PrometheusRegistry, _ labels: (String, String)...
    ) {
        Meter(label: metric.name, dimensions: labels, factory: registry).set(value)
    }

    private mutating func rise(
        _ metric: CoraMetric, to value: Int, _ registry: PrometheusRegistry, _ labels: (String, String)...
    ) {
        let key = ([metric.name] + labels.map(\.1)).joined(separator: "/")
        write(metric, counts.step(key, to: Double(value)), registry, labels)
    }

    private mutating func rise(_ metric: CoraMetric, to value: Double, _ registry: PrometheusRegistry) {
        write(metric, counts.step(metric.name, to: value), registry, [])
    }

    private func add(
        _ metric: CoraMetric, _ amount: Double, _ registry: PrometheusRegistry, _ labels: (String, String)...
    ) {
        write(metric, amount, registry, labels)
    }

    /// A counter that has not risen is there all the same, so that its first step is seen as one.
    private func write(
        _ metric: CoraMetric, _ amount: Double, _ registry: PrometheusRegistry, _ labels: [(String, String)]
    ) {
        FloatingPointCounter(label: metric.name, dimensions: labels, factory: registry).increment(by: amount)
    }
}

extension FleetReading.TenantSums {
    fileprivate mutating func add(_ other: Self) {
        live += other.live
        spendToday += other.spendToday
        softLimit = other.softLimit.map { (softLimit ?? 0) + $0 } ?? softLimit
        hardLimit = other.hardLimit.map { (hardLimit ?? 0) + $0 } ?? hardLimit
        admitted += other.admitted
        refused += other.refused
        tokens += other.tokens
        spend += other.spend
    }
}
