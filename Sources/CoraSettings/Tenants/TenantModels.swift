import CoraCall
import CoraRealtime
package import CoraTenant

/// Looks up the models that tenants name: a name, or `premium` for the instance's better one. Names of models that are
/// gone are replaced or refused, as at start-up.
package struct TenantModels: Sendable {
    /// The name of the instance's better model.
    let premium: String
    /// The date that decides which models are retired.
    let today: CivilDay

    package init(premium: String, today: CivilDay) {
        self.premium = premium
        self.today = today
    }

    /// Looks up a name.
    /// - Returns: the model, with any warning about it, or why it cannot be used.
    func resolve(_ name: String, for role: ModelCatalog.Role) -> ModelCatalog.Resolution {
        ModelCatalog.resolve(name == "premium" ? premium : name, for: role, on: today)
    }
}

extension TenantModels {
    /// Why a tenant's models cannot be used.
    struct Refusal: Error, CustomStringConvertible {
        var description: String
    }

    /// The tenant with models that exist.
    /// - Throws: `Refusal`, in words.
    package func finish(_ tenant: Tenant) throws -> Tenant {
        var tenant = tenant
        tenant.model = try name(tenant.model, "model", .speech)
        tenant.transcriptionModel = try name(tenant.transcriptionModel, "transcriptionModel", .transcription)
        // Another API has models of its own.
        if tenant.fallbackBaseURL == nil {
            tenant.fallbackModel = try name(tenant.fallbackModel, "fallbackModel", .speech)
        }
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
