import Testing

@testable import CoraServer

struct WebOriginTests {
    private static let allowed = ["https://ray.example", "http://localhost:8080"]

    private static let cases: [(origin: String?, site: String?, expected: WebOrigin)] = [
        ("https://ray.example", "cross-site", WebOrigin.named("https://ray.example")),
        ("http://localhost:8080", nil, .named("http://localhost:8080")),
        (nil, "same-origin", .own), ("https://cora.example", "same-origin", .own),
        (nil, nil, .stranger), (nil, "none", .stranger), (nil, "cross-site", .stranger), (nil, "same-site", .stranger),
        ("null", "cross-site", .stranger), ("https://ray.example:8443", "cross-site", .stranger),
        ("https://ray.example/", "cross-site", .stranger), ("https://sub.ray.example", "same-site", .stranger),
        ("HTTPS://RAY.EXAMPLE", "cross-site", .stranger),
    ]

    @Test(arguments: cases)
    func `a page is CORA's own, one that the tenant names, or a stranger`(
        origin: String?, site: String?, expected: WebOrigin
    ) {
        #expect(
            WebOrigin(origin: origin, fetchSite: site, allowed: Self.allowed, hasToken: false) == expected)
        #expect(WebOrigin(origin: origin, fetchSite: site, allowed: Self.allowed, hasToken: true) == .trusted)
    }
}
