import CoraCall
import CoraTenant

/// A source of tenants: a file that is watched, or the database.
protocol TenantSource: TenantDirectory {
    /// All tenants in force: those at the start, then those after each change. Only one task may read it; it gets only
    /// the latest.
    var changes: AsyncStream<[Tenant]> { get }
    /// All tenants in force.
    var tenants: [Tenant] { get }
    /// The tenant of a dialled number, or the default one; nil if there is neither. Does not wait.
    func current(forDialled number: String) -> Tenant?
}

extension TenantFileDirectory: TenantSource {
    func current(forDialled number: String) -> Tenant? { tenant(forDialled: number) }
}
