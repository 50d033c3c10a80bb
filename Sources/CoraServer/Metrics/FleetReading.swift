import CoraSupervisor
import CoreMetrics

/// Brings what `FleetStats` says into a registry, and remembers what it said before.
struct FleetReading {
    private let labels: TenantLabels
    private var counts = RisingCounts()
    private var named: Set<String> = []
    private var overflows = 0

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
        for reason in Set(["draining", "full"] + stats.admission.refusedByReason.keys) {
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

    private mutating func takeTenants(_ tenants: [TenantStats], _ registry: PrometheusRegistry) {
        set(.tenants, Double(tenants.count), registry)
        set(.spendToday, tenants.reduce(0) { $0 + $1.costTodayUsd }, registry)
        set(.tenantsOverSoft, Double(tenants.count { Self.isOver($0.softLimitUsd, $0) }), registry)
        set(.tenantsOverHard, Double(tenants.count { Self.isOver($0.hardLimitUsd, $0) }), registry)
        for metric in Self.tenantGauges { registry.forget(metric) }
        var sums: [CoraMetric: [String: Double]] = [:]
        for tenant in tenants {
            // One by one, for each begins its day anew.
            let steps = steps(of: tenant)
            add(.tokens, steps.tokens, registry)
            add(.spend, steps.spend, registry)
            guard labels.areOn else { continue }
            let name = label(of: tenant.id)
            add(.tenantAdmitted, steps.admitted, registry, ("tenant", name))
            add(.tenantRefused, steps.refused, registry, ("tenant", name))
            add(.tenantTokens, steps.tokens, registry, ("tenant", name))
            add(.tenantSpend, steps.spend, registry, ("tenant", name))
            sums[.tenantCalls, default: [:]][name, default: 0] += Double(tenant.live)
            sums[.tenantSpendToday, default: [:]][name, default: 0] += tenant.costTodayUsd
            if let limit = tenant.softLimitUsd { sums[.tenantSoftLimit, default: [:]][name, default: 0] += limit }
            if let limit = tenant.hardLimitUsd { sums[.tenantHardLimit, default: [:]][name, default: 0] += limit }
        }
        for (metric, values) in sums {
            for (name, value) in values { set(metric, value, registry, ("tenant", name)) }
        }
    }

    private static let tenantGauges = [
        CoraMetric.tenantCalls, .tenantSpendToday, .tenantSoftLimit, .tenantHardLimit,
    ]

    private mutating func steps(
        of tenant: TenantStats
    ) -> (tokens: Double, spend: Double, admitted: Double, refused: Double) {
        (
            counts.step("tokens/\(tenant.id)", to: Double(tenant.tokensToday)),
            counts.step("spend/\(tenant.id)", to: tenant.costTodayUsd),
            counts.step("admitted/\(tenant.id)", to: Double(tenant.admittedToday)),
            counts.step("refused/\(tenant.id)", to: Double(tenant.refusedToday))
        )
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
