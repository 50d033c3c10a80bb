import Testing

@testable import CoraRealtime

struct RealtimeEndpointTests {
    @Test(arguments: [
        ("https://api.openai.com/v1", "wss://api.openai.com/v1/realtime?model=m"),
        ("https://api.openai.com/v1/", "wss://api.openai.com/v1/realtime?model=m"),
        ("HTTPS://api.openai.com/v1", "wss://api.openai.com/v1/realtime?model=m"),
        ("wss://api.openai.com/v1", "wss://api.openai.com/v1/realtime?model=m"),
        ("http://127.0.0.1:8080", "ws://127.0.0.1:8080/realtime?model=m"),
        ("http://127.0.0.1:8080/", "ws://127.0.0.1:8080/realtime?model=m"),
        ("ws://localhost:80/a/b/v1//", "ws://localhost/a/b/v1/realtime?model=m"),
        ("https://host:443/v1", "wss://host/v1/realtime?model=m"),
        ("https://host:80/v1", "wss://host:80/v1/realtime?model=m"),
        ("https://host?api-version=1", "wss://host/realtime?api-version=1&model=m"),
        ("https://host/v1?a=1&model=old&b=%20", "wss://host/v1/realtime?a=1&b=%20&model=m"),
        ("https://host/v1?", "wss://host/v1/realtime?model=m"),
        ("https://host/v1?next=/x@y", "wss://host/v1/realtime?next=/x@y&model=m"),
        ("ws://[::1]:9000/v1", "ws://[::1]:9000/v1/realtime?model=m"),
        ("wss://[2001:db8::1]/v1", "wss://[2001:db8::1]/v1/realtime?model=m"),
    ])
    func `a base URL and a model come to a socket`(_ base: String, _ expected: String) throws {
        #expect(try RealtimeEndpoint(baseURL: base, model: "m").url == expected)
    }

    @Test func `the parts are those a connection needs`() throws {
        let endpoint = try RealtimeEndpoint(baseURL: "http://[::1]:9000/v1", model: "gpt-realtime-2.1-mini")
        #expect(!endpoint.isSecure)
        #expect(endpoint.host == "::1")
        #expect(endpoint.port == 9000)
        #expect(endpoint.target == "/v1/realtime?model=gpt-realtime-2.1-mini")
        #expect(endpoint.hostHeader == "[::1]:9000")
        #expect(try RealtimeEndpoint(baseURL: "https://a/v1", model: "m").port == 443)
        #expect(try RealtimeEndpoint(baseURL: "https://a/v1", model: "m").hostHeader == "a")
        #expect(try RealtimeEndpoint(baseURL: "http://a/v1", model: "m").port == 80)
    }

    @Test func `the model is percent-encoded`() throws {
        let endpoint = try RealtimeEndpoint(baseURL: "http://a", model: "ft:x/y z&ü+~")
        #expect(endpoint.target == "/realtime?model=ft%3Ax%2Fy%20z%26%C3%BC%2B~")
    }

    @Test(arguments: [
        ("", RealtimeEndpointError.unknownScheme),
        ("api.openai.com/v1", .unknownScheme),
        ("ftp://a/v1", .unknownScheme),
        ("https:/a/v1", .unknownScheme),
        ("https://", .missingHost),
        ("https:///v1", .missingHost),
        ("https://:443/v1", .missingHost),
        ("https://a b/v1", .invalidHost("a b")),
        ("https://bü.de/v1", .invalidHost("bü.de")),
        ("https://a\r\nX: y/v1", .invalidHost("a\r\nX")),
        ("https://[::1/v1", .invalidHost("[::1")),
        ("https://[::1]x/v1", .invalidHost("[::1]x")),
        ("https://[]/v1", .invalidHost("")),
        ("https://[a.b]/v1", .invalidHost("a.b")),
        ("https://[::g]/v1", .invalidHost("::g")),
        ("https://a:/v1", .invalidPort("")),
        ("https://a:0/v1", .invalidPort("0")),
        ("https://a:65536/v1", .invalidPort("65536")),
        ("https://a:+1/v1", .invalidPort("+1")),
        ("https://a:99999999999999999999/v1", .invalidPort("99999999999999999999")),
        ("https://a:1:2/v1", .invalidPort("1:2")),
        ("https://user:secret@a/v1", .credentialsNotAllowed),
        ("https://a/v1#x", .fragmentNotAllowed),
        ("https://a/v 1", .invalidCharacter),
        ("https://a/v1\r\nX: y", .invalidCharacter),
        ("https://a/v1?x=ü", .invalidCharacter),
    ])
    func `anything else is refused for its reason`(_ base: String, _ error: RealtimeEndpointError) {
        #expect(throws: error) { try RealtimeEndpoint(baseURL: base, model: "m") }
        #expect(!error.description.contains("secret"))
    }
}
