import CoraSettings
import Testing

@testable import CoraTelemetry

@Suite struct SettingsRedactionTests {
    @Test func `every secret setting is one, the ticket's random one too`() async throws {
        var environment: [String: String] = [:]
        for key in SettingsKey.all where key.isSecret {
            environment[key.name] = "hush-\(key.name.lowercased())-0123456789-0123456789"
        }
        environment["DATABASE_URL"] = "postgresql://cora:hush-database@db/cora"
        let place = ["PUBLIC_URL": "https://voice.example.com"]
        let settings = try await Settings.load(
            environment: environment.merging(place) { $1 }, directory: "/no/such/folder"
        ).settings
        let redaction = LogRedaction(settings)
        for (name, value) in environment { #expect(redaction.message("<\(value)>") == "<[\(name)]>") }
        let random = Settings()
        #expect(
            LogRedaction(random).message(random.tickets.secret.revealed) == "[TICKET_SECRET]")
    }
}
