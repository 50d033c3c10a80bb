import CoraSettings
import Testing

struct TrustedProxiesTests {
    @Test(arguments: [
        ("10.0.0.9", ["203.0.113.7"], "203.0.113.7"),
        // What the client wrote itself stands in front.
        ("10.0.0.9", ["198.51.100.1, 203.0.113.7"], "203.0.113.7"),
        ("10.0.0.9", ["198.51.100.1", "203.0.113.7, 10.1.2.3"], "203.0.113.7"),
        // A client that comes without a proxy can write anything into the header.
        ("203.0.113.7", ["198.51.100.1"], "203.0.113.7"),
        ("10.0.0.9", [], "10.0.0.9"),
        ("10.0.0.9", ["10.1.2.3, 10.4.5.6"], "10.1.2.3"),
        ("10.0.0.9", ["203.0.113.7, unknown"], "10.0.0.9"),
        ("10.0.0.9", ["203.0.113.7, 10.0.0.0/8"], "10.0.0.9"),
        ("10.0.0.9", ["203.0.113.7:61234"], "203.0.113.7"),
        ("::1", ["[2001:db8::7]:61234"], "2001:db8::7"),
        ("::ffff:10.0.0.9", ["2001:db8::7"], "2001:db8::7"),
        ("11.0.0.9", ["203.0.113.7"], "11.0.0.9"),
    ])
    func `the client is the last address that is none of the proxies' own`(
        peer: String, forwarded: [String], client: String
    ) throws {
        let proxies = try #require(TrustedProxies("10.0.0.0/8,::1"))
        #expect(proxies.client(of: peer, forwarded: forwarded) == client)
    }

    @Test func `a peer without an address stays one`() throws {
        #expect(try #require(TrustedProxies("0.0.0.0/0")).client(of: nil, forwarded: ["203.0.113.7"]) == nil)
    }

    @Test(arguments: ["", "10.0.0.0/33", "10.0.0/8", "proxy", "10.0.0.1,", "::/129"])
    func `what is no list of networks is none`(text: String) {
        #expect(TrustedProxies(text) == nil)
    }

    @Test func `a list is written as it is read`() {
        #expect(TrustedProxies("10.0.0.0/8,  ::1")?.text == "10.0.0.0/8, ::1")
    }
}
