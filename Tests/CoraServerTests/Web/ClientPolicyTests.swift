import CoraDoor
import CoraSettings
import CoraTenant
import Testing

@testable import CoraServer

struct ClientPolicyTests {
    private static let model = WebAddress("wss://api.example:8443/v1")

    private static func policy(files: String? = nil, _ web: Tenant.WebLine? = nil) throws -> [String: String] {
        let policy = ClientPolicy(files: files.flatMap { WebAddress($0) }, model: try #require(model))
        let directives = policy.text(for: web).split(separator: "; ").map { $0.split(separator: " ", maxSplits: 1) }
        return Dictionary(uniqueKeysWithValues: directives.map { (String($0[0]), String($0[1])) })
    }

    @Test func `the page runs this server's files and asks this server, and stands in no other page`() throws {
        #expect(
            try Self.policy() == [
                "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'",
                "connect-src": "'self'", "worker-src": "'self'", "base-uri": "'none'", "form-action": "'none'",
                "frame-ancestors": "'none'", "require-trusted-types-for": "'script'", "trusted-types": "'none'",
            ])
    }

    @Test func `a CDN's origin is let in for files, and for nothing else`() throws {
        let plain = try Self.policy()
        let policy = try Self.policy(files: "https://cdn.example:8443/cora/client")
        for (name, value) in policy {
            let isFile = ["script-src", "style-src", "img-src", "worker-src"].contains(name)
            #expect(value == (isFile ? "'self' https://cdn.example:8443" : plain[name]), "\(name)")
        }
    }

    @Test func `pages of the tenant's origins may show the page; what is no origin gets no place in the policy`() throws
    {
        let origins = [
            "https://ray.example", "http://localhost:8080", "*", "https://x; script-src *", "https://y.example/path",
            "",
        ]
        let policy = try Self.policy(Tenant.WebLine(isOpen: true, origins: origins))
        #expect(policy["frame-ancestors"] == "https://ray.example http://localhost:8080")
        #expect(policy["script-src"] == "'self'")
        #expect(try Self.policy(Tenant.WebLine(isOpen: true))["frame-ancestors"] == "'none'")
    }

    @Test func `only a tenant that wants it has the page ask the model's API`() throws {
        #expect(
            try Self.policy(Tenant.WebLine(isOpen: true, isDirect: true))["connect-src"]
                == "'self' https://api.example:8443")
    }

    @Test func `the page's files come from the CDN if there is one`() {
        func text(_ base: String?) -> String {
            String(decoding: ClientAsset.page(from: base.flatMap { WebAddress($0) }).bytes, as: UTF8.self)
        }
        for asset in [ClientAsset.style, .icon, .script] {
            #expect(
                text("https://cdn.example/client/")
                    .contains("\"https://cdn.example/client/\(ClientAsset.folder)/\(asset.rawValue)\""))
        }
        #expect(ClientAsset.page(from: nil).bytes == ClientAsset.page.bytes)
        #expect(!text(nil).contains("http"))
    }
}
