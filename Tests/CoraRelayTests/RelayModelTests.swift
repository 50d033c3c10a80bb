import Testing

@testable import CoraRelay

struct RelayModelTests {
    @Test func `an address is a host, a port and a path`() throws {
        let model = try #require(RelayModel("http://127.0.0.1:9090/v1/", key: "k"))
        #expect(model.host == "127.0.0.1")
        #expect(model.port == 9090)
        #expect(model.path == "/v1")
        #expect(RelayModel("http://model", key: "")?.port == 80)
    }

    @Test(arguments: [
        "https://a/v1", "a:1", "http://", "http://:1", "http://a:0", "http://a:b", "http://a:1:2", "http://a/\r\n",
    ])
    func `what the relay cannot dial is refused`(_ address: String) {
        #expect(RelayModel(address, key: "k") == nil)
    }

    @Test func `a key that would end its line is refused`() {
        #expect(RelayModel("http://a/v1", key: "k\r\nX: y") == nil)
    }
}
