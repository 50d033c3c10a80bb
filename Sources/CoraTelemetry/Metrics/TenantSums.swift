import CoraSettings
import CoraSupervisor

/// The figures of one tenant, or of the tenants that share the label `other`.
struct TenantSums: Sendable {
    // The state of this moment; nil once the tenant is gone.
    var live: Int?
    var spendToday: Double?
    var softLimit: Double?
    var hardLimit: Double?
    // How far the tenant's counts have risen since the process started.
    var admitted = 0.0
    var refused = 0.0
    var tokens = 0.0
    var spend = 0.0
}

/// Adds up the tenants' figures by label, from one reading to the next. A tenant keeps the label it has; beyond the
/// cap, tenants share `other`. A label is never dropped, so that its counts never go backwards.
struct TenantLedger: Sendable {
    private static let others = "other"

    private let labels: TenantLabels
    private var counts = RisingCounts()
    private var named: Set<String> = []
    private var sums: [String: TenantSums] = [:]

    init(_ labels: TenantLabels) {
        self.labels = labels
    }

    /// Takes a reading of the tenants.
    /// - Returns: the sums by label; empty if tenants have no labels of their own.
    mutating func take(_ tenants: [TenantStats]) -> [String: TenantSums] {
        guard labels.areOn else { return [:] }
        sums = sums.mapValues { old in
            var sum = old
            (sum.live, sum.spendToday, sum.softLimit, sum.hardLimit) = (nil, nil, nil, nil)
            return sum
        }
        for tenant in tenants { add(tenant) }
        return sums
    }

    private mutating func add(_ tenant: TenantStats) {
        let label = label(of: tenant.id)
        var sum = sums[label] ?? TenantSums()
        sum.live = (sum.live ?? 0) + tenant.live
        sum.spendToday = (sum.spendToday ?? 0) + tenant.costTodayUsd
        sum.softLimit = tenant.softLimitUsd.map { (sum.softLimit ?? 0) + $0 } ?? sum.softLimit
        sum.hardLimit = tenant.hardLimitUsd.map { (sum.hardLimit ?? 0) + $0 } ?? sum.hardLimit
        // Admitted and refused calls are daily counts, which begin anew for each tenant at midnight.
        sum.admitted += counts.step("admitted/\(tenant.id)", to: Double(tenant.admittedToday), isDaily: true)
        sum.refused += counts.step("refused/\(tenant.id)", to: Double(tenant.refusedToday), isDaily: true)
        sum.tokens += counts.step("tokens/\(tenant.id)", to: Double(tenant.tokensHere))
        sum.spend += counts.step("spend/\(tenant.id)", to: tenant.costHereUsd)
        sums[label] = sum
    }

    private mutating func label(of tenant: String) -> String {
        if named.contains(tenant) { return tenant }
        guard named.count < labels.cap else { return Self.others }
        named.insert(tenant)
        return tenant
    }
}
