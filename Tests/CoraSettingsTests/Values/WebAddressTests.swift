import Testing

@testable import CoraSettings

struct WebAddressTests {
    @Test(arguments: [
        ("https://voice.example.com", "https://voice.example.com"),
        ("https://voice.example.com/", "https://voice.example.com"),
        ("HTTPS://Voice.example.com:8443/cora//", "https://Voice.example.com:8443/cora"),
        ("http://[::1]:3000/a/b", "http://[::1]:3000/a/b"), ("http://127.0.0.1?x=1", "http://127.0.0.1?x=1"),
    ])
    func `An address is written as it was read, without trailing slashes`(text: String, written: String) {
        #expect(WebAddress(text)?.text == written)
    }

    @Test(arguments: [
        "", "voice.example.com", "ftp://a", "https://", "https:///path", "https://a:0", "https://a:65536",
        "https://a:", "https://a:1:2", "https://a b", "https://user@a", "https://a#b", "https://[::1",
        "https://[a]",
        "https://a\u{7}", "https://ä.example", "https://-a", "https://a:x",
    ])
    func `What is none is refused`(text: String) {
        #expect(WebAddress(text) == nil)
    }

    @Test func `Paths are put below its prefix, and websockets take the matching scheme`() {
        let address = WebAddress("https://a.example:444/cora/")
        #expect(address?.appending("/twilio/voice") == "https://a.example:444/cora/twilio/voice")
        #expect(address?.webSocket("/twilio/media") == "wss://a.example:444/cora/twilio/media")
        #expect(WebAddress("http://[::1]:3000")?.webSocket("/x") == "ws://[::1]:3000/x")
    }

    @Test func `Addresses of this machine are known`() {
        let local = [
            "http://localhost", "http://a.localhost:1", "http://127.0.0.1", "http://127.9.9.9", "http://[::1]",
        ]
        #expect(local.allSatisfy { WebAddress($0)?.isLoopback == true })
        let others = ["http://127.example.com", "http://localhost.example.com", "http://10.0.0.1", "http://[::2]"]
        #expect(others.allSatisfy { WebAddress($0)?.isLoopback == false })
    }
}
