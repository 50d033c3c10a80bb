import CoraSupervisor

/// What is told of a tenant, or of those that are `other` together.
struct TenantSums: Sendable {
    // What is the case now; nil once the tenant is gone.
    var live: Int?
    var spendToday: Double?
    var softLimit: Double?
    var hardLimit: Double?
    // How far its counts have risen.
    var admitted = 0.0
    var refused = 0.0
    var tokens = 0.0
    var spend = 0.0
}

/// Adds the tenants up by label, from one reading to the next. A tenant that has a label keeps it; beyond the cap they
/// are `other` together. A label that is there once is told of for ever, so that its counts never go backwards.
struct TenantLedger: Sendable {
    private static let others = "other"

    private let labels: TenantLabels
    private var counts = RisingCounts()
    private var named: Set<String> = []
    private var sums: [String: TenantSums] = [:]

    init(_ labels: TenantLabels) {
        self.labels = labels
    }

    /// Takes a reading.
    /// - Returns: what is told by label; nothing where tenants are not told apart.
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
        // Who was let in and who was not is counted by the day, which begins anew for each tenant.
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
