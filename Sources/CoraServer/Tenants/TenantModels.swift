import CoraRealtime

/// What tenants may write for a model: a name, or `premium` for the instance's better one. Names that are gone are
/// replaced or refused, as at start-up.
package struct TenantModels: Sendable {
    /// The instance's better model, by name.
    let premium: String
    /// The day against which retirements are held.
    let today: CivilDate

    /// The name to use.
    /// - Returns: the model with what is to be said about it, or why it cannot be used.
    func resolve(_ name: String, for role: ModelCatalog.Role) -> ModelCatalog.Resolution {
        ModelCatalog.resolve(name == "premium" ? premium : name, for: role, on: today)
    }
}
