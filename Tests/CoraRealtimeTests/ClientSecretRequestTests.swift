import CoraRealtime
import CoraWire
import NIOCore
import Testing

struct ClientSecretRequestTests {
    @Test func `a secret is asked for with the model, and with all of the session's settings`() throws {
        var settings = SessionSettings(instructions: "Be kind.")
        settings.voice = "cedar"
        var body = ByteBuffer()
        ClientSecretRequest(model: "gpt-realtime-2.1-mini", session: settings, seconds: 60).write(into: &body)
        let json = try JSON.parse(body)
        #expect(json["expires_after"] == ["anchor": "created_at", "seconds": 60])
        var plain = ByteBuffer()
        settings.write(into: &plain)
        let expected = try JSON.parse(plain).object?.merging(["model": "gpt-realtime-2.1-mini"]) { $1 }
        #expect(json["session"]?.object == expected)
        #expect(json.object?.count == 2)
    }
}
