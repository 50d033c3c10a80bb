import CoraClients
import CoraRealtime
import CoraTenant
import Testing

@testable import CoraServer

struct PeerSecretsTests {
    private static let start = CallInstant(nanoseconds: 5_000_000_000)
    private static let purpose = PeerSecrets.Purpose(
        place: "m at u", session: SessionSettings(instructions: "Be kind."))

    private static func secret(_ name: String) -> ClientSecret {
        ClientSecret(value: Confidential(name), expiresAt: 60, calls: "")
    }

    private static func kept(_ ids: [String] = ["WS1"]) -> PeerSecrets {
        var secrets = PeerSecrets()
        for id in ids { secrets.keep(secret(id), of: id, for: purpose, at: start) }
        return secrets
    }

    @Test func `a session's secret is there once`() {
        var secrets = Self.kept(["WS1", "WS2"])
        #expect(secrets.take("WS1", for: Self.purpose, at: Self.start) == Self.secret("WS1"))
        #expect(secrets.take("WS1", for: Self.purpose, at: Self.start) == nil)
        #expect(secrets.take("WS3", for: Self.purpose, at: Self.start) == nil)
        #expect(secrets.take("WS2", for: Self.purpose, at: Self.start) == Self.secret("WS2"))
        #expect(secrets.count == 0)
    }

    @Test(arguments: [("m at other", "Be kind."), ("m at u", "Be brief.")])
    func `a secret for another model, address or settings is no use`(place: String, instructions: String) {
        var secrets = Self.kept()
        let other = PeerSecrets.Purpose(place: place, session: SessionSettings(instructions: instructions))
        #expect(secrets.take("WS1", for: other, at: Self.start) == nil)
        #expect(secrets.count == 0)
    }

    @Test func `after fifteen seconds it is forgotten`() {
        var secrets = Self.kept(["WS1", "WS2"])
        let late = Self.start + .milliseconds(14_999)
        #expect(secrets.take("WS1", for: Self.purpose, at: late) != nil)
        #expect(secrets.take("WS2", for: Self.purpose, at: late + .milliseconds(1)) == nil)
    }

    @Test func `of too many the oldest is forgotten`() {
        var secrets = Self.kept((0...PeerSecrets.most).map { "WS\($0)" })
        #expect(secrets.count == PeerSecrets.most)
        #expect(secrets.take("WS0", for: Self.purpose, at: Self.start) == nil)
        #expect(secrets.take("WS1", for: Self.purpose, at: Self.start) != nil)
    }
}
