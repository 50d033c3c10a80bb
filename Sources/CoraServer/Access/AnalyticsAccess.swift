import HTTPTypes
import Hummingbird

/// The tenants whose analytics a request may see.
enum AnalyticsReader: Sendable, Equatable {
    /// All tenants: the request has an ops token.
    case everyTenant
    /// One tenant: the request has that tenant's token.
    case tenant(String)

    /// The tenant to report on; nil for all tenants. A tenant's token always leads to that tenant, whatever the request
    /// asks for.
    /// - Parameter asked: the tenant that the request asks for; nil for none.
    func tenant(asked: String?) -> String? {
        switch self {
        case .everyTenant: asked.flatMap { $0.isEmpty ? nil : $0 }
        case .tenant(let own): own
        }
    }
}

/// Lets requests to analytics in, with an ops token or with a tenant's.
struct AnalyticsAccess: Sendable {
    let gate: AccessGate
    /// The tenants' tokens; nil without a database.
    let tokens: TenantTokens?

    /// Whose analytics the request may see, by its token.
    /// - Throws: `AccessRefusal`.
    func reader(of request: Request, from address: String?) async throws(AccessRefusal) -> AnalyticsReader {
        guard let token = AccessGate.bearer(request.headers[.authorization]) else { throw .noToken }
        if gate.scope(of: token) != nil { return .everyTenant }
        if let tenant = try await tokens?.tenant(of: token) { return .tenant(tenant) }
        throw await gate.failure(path: request.uri.path, from: address)
    }
}
