import CoraFakeTwilio
import CoraLoad
import Testing

struct CarrierWebhookTests {
    private let url = "https://bridge.example/twilio/voice"

    private func stream(_ text: String) throws -> CarrierWebhook.Stream {
        let address = try PublicAddress(publicURL: "https://bridge.example", webhookURL: "http://127.0.0.1:8080/voice")
        return try CarrierWebhook.stream(in: text, from: url, address)
    }

    private func kind(_ text: String) -> LoadFailure? {
        do { _ = try stream(text) } catch { return (error as? CarrierWebhook.Refusal)?.kind }
        return nil
    }

    @Test func `the stream of a TwiML answer is found, with its token`() throws {
        let stream = try stream(
            """
            <?xml version="1.0"?><Response><Connect action="/after?x=1"><Stream url="wss://bridge.example/media">\
            <Parameter name="token" value="abc"/></Stream></Connect></Response>
            """)
        #expect(stream.url == "wss://bridge.example/media")
        #expect(stream.parameters == ["token": "abc"])
        #expect(stream.action == "https://bridge.example/after?x=1")
    }

    @Test func `what is no TwiML is nonsense, and a refusal is one`() {
        #expect(kind("nothing") == .webhookNonsense)
        #expect(kind("<Response><Sing/></Response>") == .webhookNonsense)
        #expect(kind("<Response><Reject/></Response>") == .refused)
        #expect(kind("<Response><Say>Sorry.</Say><Hangup/></Response>") == .refused)
    }

    @Test func `calls have SIDs of Twilio's form and numbers of their own`() {
        #expect(CarrierWebhook.callSid(255) == "CA000000000000000000000000000000ff")
        #expect(CarrierWebhook.streamSid(1).count == 34)
        #expect(Set((1...2000).map(CarrierWebhook.number)).count == 2000)
    }
}
