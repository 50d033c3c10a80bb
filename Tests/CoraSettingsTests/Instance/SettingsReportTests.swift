import StoreTesting
import Testing

@testable import CoraSettings

struct SettingsReportTests {
    @Test func `It is a table of names, values and sources, by topic`() {
        var report = SettingsReport()
        report.sections = [
            .init(
                title: "Server",
                rows: [
                    .init(name: "PUBLIC_URL", value: "https://voice.example.com", source: .dotEnv),
                    .init(name: "PORT", value: "3000", source: .file("Config/cora.yaml")),
                    .init(name: "TLS_KEY_FILE", value: "not set", source: .unset),
                ]),
            .init(title: "Log", rows: [.init(name: "LOG_LEVEL", value: "info", source: .builtIn)]),
        ]
        #expect(
            report.text() == """
                Server
                  PUBLIC_URL    https://voice.example.com  .env
                  PORT          3000                       Config/cora.yaml
                  TLS_KEY_FILE  not set

                Log
                  LOG_LEVEL     info                       built in

                """)
    }

    @Test(arguments: [80, 100])
    func `No line is wider than the terminal, and long values are cut`(columns: Int) async throws {
        let long = "https://" + String(repeating: "a", count: 200) + ".example.com"
        let text = try await loaded(["PUBLIC_URL": long]).report.text(columns: columns)
        let widths = text.split(separator: "\n").map(\.count)
        let sourceAndGap = "  environment".count
        #expect(widths.max().map { $0 <= columns && $0 >= columns - sourceAndGap } == true)
        #expect(text.contains("a…  environment"))
    }

    @Test func `It has every setting once, and no secret`() async throws {
        let secrets = [
            "TICKET_SECRET": String(repeating: "t", count: 40), "SUPABASE_KEY": "supabase-key",
            "OPS_TOKEN": String(repeating: "o", count: 40),
            "OPS_READ_TOKEN": String(repeating: "p", count: 40),
        ]
        let loaded = try await loaded(secrets)
        #expect(loaded.report.sections.flatMap(\.rows).map(\.name) == SettingsKey.all.map(\.name))
        let text = loaded.report.text()
        let names = [
            "OPENAI_API_KEY", "TWILIO_AUTH_TOKEN", "TICKET_SECRET", "SUPABASE_KEY", "OPS_TOKEN", "OPS_READ_TOKEN",
        ]
        for name in names {
            let value = required[name] ?? secrets[name] ?? ""
            #expect(!text.contains(value.prefix(12)), "\(name) is shown")
        }
        #expect(text.contains("sk-…wxyz (53 characters)"))
    }

    @Test func `It is there even when settings cannot be used, and says what was found`() async throws {
        let folder = try Folder()
        let error = await #expect(throws: SettingsError.self) {
            try await Settings.load(environment: ["PORT": "eighty"], directory: folder.path)
        }
        let rows = error?.report.sections.flatMap(\.rows) ?? []
        #expect(rows.contains(.init(name: "PORT", value: "eighty", source: .environment)))
        #expect(rows.contains(.init(name: "OPENAI_API_KEY", value: "not set", source: .unset)))
        #expect(rows.contains(.init(name: "TICKET_SECRET", value: "random for this process", source: .unset)))
    }
}
