import HTTPTypes
import Hummingbird

/// Whose analytics a request may see.
enum AnalyticsReader: Sendable, Equatable {
    /// Everybody's: it has an ops token.
    case everyTenant
    /// One tenant's.
    case tenant(String)

    /// The tenant to ask about, given what the request asks for; nil for everybody. What a tenant's token asks for does
    /// not matter.
    func tenant(asked: String?) -> String? {
        switch self {
        case .everyTenant: asked.flatMap { $0.isEmpty ? nil : $0 }
        case .tenant(let own): own
        }
    }
}

/// Lets requests to analytics in: with a token of ops, or with one of a tenant's.
struct AnalyticsAccess: Sendable {
    let gate: AccessGate
    /// Nil where there is no database.
    let tokens: TenantTokens?

    /// Whose analytics the request may see.
    /// - Throws: `AccessRefusal`.
    func reader(of request: Request, from address: String?) async throws(AccessRefusal) -> AnalyticsReader {
        guard let token = AccessGate.bearer(request.headers[.authorization]) else { throw .noToken }
        if gate.scope(of: token) != nil { return .everyTenant }
        if let tenant = try await tokens?.tenant(of: token) { return .tenant(tenant) }
        throw gate.failure(path: request.uri.path, from: address)
    }
}
