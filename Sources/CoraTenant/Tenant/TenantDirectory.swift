/// Finds the business behind a dialled number.
package protocol TenantDirectory: Sendable {
    /// The tenant of a dialled number, or the default one; nil if there is neither.
    func tenant(forDialled number: String) async -> Tenant?
}
