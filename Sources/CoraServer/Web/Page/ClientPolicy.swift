import CoraSettings
import CoraTenant

/// What the page from which browsers call may do (Content Security Policy, level 3): run this server's own files, or the
/// CDN's, and ask this server. Text from calls could not become a script even if it became markup. A value.
struct ClientPolicy: Sendable {
    /// The origin that the page's files come from, besides this server; nil for none.
    private let files: String?
    /// The origin of the model's API.
    private let model: String

    /// - Parameters:
    ///   - files: where the page's files come from; nil for this server.
    ///   - model: the address of the model's API.
    init(files: WebAddress?, model: WebAddress) {
        self.files = files.map(Self.origin)
        self.model = Self.origin(model)
    }

    /// The policy of the page of a tenant: pages of its origins may show it in a frame, and it may ask the model's API where
    /// the tenant lets browsers do so.
    /// - Parameter web: the tenant's; nil if no tenant is asked for that takes calls from browsers.
    func text(for web: Tenant.WebLine?) -> String {
        let own = Self.sources(["'self'", files])
        let frames = (web?.origins ?? []).filter(Self.isOrigin)
        return "default-src 'none'; script-src \(own); style-src \(own); img-src \(own); "
            + "connect-src \(Self.sources(["'self'", web?.isDirect == true ? model : nil])); "
            + "worker-src \(own); base-uri 'none'; form-action 'none'; "
            + "frame-ancestors \(frames.isEmpty ? "'none'" : frames.joined(separator: " ")); "
            + "require-trusted-types-for 'script'; trusted-types 'none'"
    }

    private static func sources(_ sources: [String?]) -> String { sources.compactMap(\.self).joined(separator: " ") }

    private static func origin(_ address: WebAddress) -> String {
        WebAddress.origin(address.isEncrypted ? "https" : "http", address.host, address.port)
    }

    /// Whether a tenant's origin can stand in a policy: a row of the database may hold anything.
    private static func isOrigin(_ text: String) -> Bool {
        WebAddress(text).map { origin($0) == text } ?? false
    }
}
