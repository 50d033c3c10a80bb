import CoraCall
package import CoraTenant

/// A tenant as the database has it: what calls need, and what is kept besides.
package struct TenantEntry: Sendable, Equatable {
    /// What calls need. Its instructions may hold `${agentDisplayName}` and `${brandName}`; its numbers are sorted.
    package var tenant: Tenant
    /// Whether the tenant answers numbers that no tenant has.
    package var isDefault = false
    /// Whether the tenant answers at all.
    package var isEnabled = true
    /// For how many days its calls are kept; nil for ever.
    package var retentionDays: Int?

    package init(_ tenant: Tenant, isDefault: Bool = false) {
        self.tenant = tenant
        self.isDefault = isDefault
    }

    /// The tenant as calls use it: with instructions, and with their placeholders filled in.
    /// - Parameter defaults: has the instructions for a tenant without its own.
    package func inForce(_ defaults: Tenant) -> Tenant {
        var tenant = tenant
        let template = tenant.instructions.isEmpty ? defaults.instructions : tenant.instructions
        tenant.instructions = Placeholders.fill(template, for: tenant)
        return tenant
    }
}
