import CoraTenant
import Testing

struct ToolURLTests {
    @Test(arguments: [
        ("https://tools.example", "tools.example", 443, "/", "tools.example"),
        ("https://tools.example:8443/a/b?c=d", "tools.example", 8443, "/a/b?c=d", "tools.example:8443"),
        ("HTTPS://Tools.Example?q", "Tools.Example", 443, "/?q", "Tools.Example"),
        ("http://127.0.0.1:80/", "127.0.0.1", 80, "/", "127.0.0.1:80"),
        ("https://[2606:4700::1111]:8443/x", "2606:4700::1111", 8443, "/x", "[2606:4700::1111]:8443"),
        ("https://[2606:4700::1111]/x", "2606:4700::1111", 443, "/x", "[2606:4700::1111]"),
    ])
    func `it is taken apart once`(text: String, host: String, port: Int, target: String, authority: String) throws {
        let url = try #require(ToolURL(text))
        #expect(url.host == host && url.port == port && url.target == target && url.authority == authority)
        #expect(url.isSecure == text.lowercased().hasPrefix("https"))
    }

    @Test(arguments: [
        "", "tools.example", "ftp://a", "https://", "https:///x", "https://user@a/", "https://user:pw@a/",
        "https://a#b",
        "https://a b/", "https://a:0/", "https://a:65536/", "https://a:x/", "https://[::1/", "https://[a]/",
        "https://ä.example/", "https://a\\@b/", "https://a%2e/", "https://a/\n", "https://a:/",
    ])
    func `what is not one is refused`(text: String) {
        #expect(ToolURL(text) == nil)
    }

    @Test func `what is confidential is not shown`() {
        let secret = Confidential("whsec_1234")
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!"\(secret) \(String(reflecting: secret)) \(dumped)".contains("whsec"))
    }

    @Test(arguments: [
        ("mortgage_rate", true), ("_a1", true), ("book_showing", false), ("end_call", false), ("", false),
        ("1a", false), ("Rate", false), ("a-b", false),
    ])
    func `names are the model's, and none of ours`(name: String, isName: Bool) {
        #expect(DeclaredTool.isName(name) == isName)
    }
}
