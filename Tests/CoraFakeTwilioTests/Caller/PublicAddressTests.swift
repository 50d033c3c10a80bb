import Testing

@testable import CoraFakeTwilio

struct PublicAddressTests {
    private func address(_ publicURL: String = "https://voice.example.com") throws -> PublicAddress {
        try PublicAddress(publicURL: publicURL, webhookURL: "http://127.0.0.1:8080/twilio/voice")
    }

    @Test func `the webhook is signed under its public name`() throws {
        #expect(try address().webhook == "https://voice.example.com/twilio/voice")
        #expect(try address("https://voice.example.com/").webhook == "https://voice.example.com/twilio/voice")
    }

    @Test func `public URLs are dialled where the server is`() throws {
        let address = try address()
        #expect(
            address.dialled("https://voice.example.com/twilio/after?a=b") == "http://127.0.0.1:8080/twilio/after?a=b")
        #expect(address.dialled("wss://voice.example.com/twilio/media") == "ws://127.0.0.1:8080/twilio/media")
    }

    @Test func `somebody else's URL is dialled as it stands`() throws {
        #expect(try address().dialled("https://other.example.com/x") == "https://other.example.com/x")
        #expect(try address().dialled("https://voice.example.com:8443/x") == "https://voice.example.com:8443/x")
    }

    @Test func `relative URLs are of the document`() throws {
        let document = "https://voice.example.com/twilio/voice"
        #expect(try address().absolute("/twilio/after", in: document) == "https://voice.example.com/twilio/after")
        #expect(try address().absolute("after", in: document) == "https://voice.example.com/twilio/after")
        #expect(try address().absolute("wss://a.example/m", in: document) == "wss://a.example/m")
    }

    @Test func `what is no URL is refused`() {
        #expect(throws: FakeCallError.self) { try PublicAddress(publicURL: "voice", webhookURL: "http://a/b") }
        #expect(throws: FakeCallError.self) { try PublicAddress(publicURL: "https://a", webhookURL: "a/b") }
    }
}
