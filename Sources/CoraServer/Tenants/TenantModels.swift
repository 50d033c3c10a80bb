import CoraCall
import CoraRealtime

/// What tenants may write for a model: a name, or `premium` for the instance's better one. Names that are gone are
/// replaced or refused, as at start-up.
package struct TenantModels: Sendable {
    /// The instance's better model, by name.
    let premium: String
    /// The day against which retirements are held.
    let today: CivilDay

    /// The name to use.
    /// - Returns: the model with what is to be said about it, or why it cannot be used.
    func resolve(_ name: String, for role: ModelCatalog.Role) -> ModelCatalog.Resolution {
        ModelCatalog.resolve(name == "premium" ? premium : name, for: role, on: today)
    }
}

extension TenantModels {
    /// Why a tenant's models cannot be used.
    struct Refusal: Error, CustomStringConvertible {
        var description: String
    }

    /// The tenant with models that are there.
    /// - Throws: `Refusal`, in words.
    func finish(_ tenant: Tenant) throws -> Tenant {
        var tenant = tenant
        tenant.model = try name(tenant.model, "model", .speech)
        tenant.transcriptionModel = try name(tenant.transcriptionModel, "transcriptionModel", .transcription)
        return tenant
    }

    private func name(_ name: String?, _ key: String, _ role: ModelCatalog.Role) throws -> String? {
        guard let name else { return nil }
        switch resolve(name, for: role) {
        case .use(let model, _): return model.name
        case .refused(let why): throw Refusal(description: "\(key): \(why)")
        }
    }
}
