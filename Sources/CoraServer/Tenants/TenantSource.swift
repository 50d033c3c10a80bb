import CoraCall

/// Where tenants come from: a file that is watched, or the database.
protocol TenantSource: TenantDirectory {
    /// All tenants in force: those at the start, then those after each change. For one reader; only the latest are kept
    /// for it.
    var changes: AsyncStream<[Tenant]> { get }
    /// All tenants in force.
    var tenants: [Tenant] { get }
    /// The tenant of a dialled number, or the default one, without waiting.
    func current(forDialled number: String) -> Tenant?
}

extension TenantFileDirectory: TenantSource {
    func current(forDialled number: String) -> Tenant? { tenant(forDialled: number) }
}
