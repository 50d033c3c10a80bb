import CoraCall
import CoraTenant
import Foundation
import Logging
import StoreTesting
import Testing

@testable import CoraSettings

struct SettingsLoadTests {
    @Test func `The environment is stronger than .env, .env than the file, the file than what is built in`()
        async throws
    {
        let file = "port: 3001\nhost: 127.0.0.1\ncall:\n  maxMinutes: 5\n  silenceSeconds: 9\n"
        let files = ["Config/cora.yaml": file, ".env": "PORT=3002\nHOST=10.0.0.1\nCALL_MAX_MINUTES=6\n"]
        let settings = try await loaded(["PORT": "3003", "HOST": ""], files: files).settings
        #expect(settings.server.port == 3003)
        #expect(settings.server.host == "10.0.0.1")
        #expect(settings.calls.manners.maximumDuration == .seconds(360))
        #expect(settings.calls.manners.silence == .seconds(9))
        #expect(settings.calls.heldAudio == .milliseconds(5000))
    }

    @Test func `Each value is reported with its source`() async throws {
        let files = ["Config/cora.yaml": "host: 127.0.0.1", ".env": "AGENT_NAME=Ray"]
        let rows = try await loaded(["PORT": "80"], files: files).report.sections.flatMap(\.rows)
        let sources = Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0.source) })
        #expect(sources["PORT"] == .environment)
        #expect(sources["AGENT_NAME"] == .dotEnv)
        #expect(sources["HOST"] == .file("Config/cora.yaml"))
        #expect(sources["LOG_LEVEL"] == .builtIn)
        #expect(sources["TLS_KEY_FILE"] == .unset)
    }

    @Test func `An empty value is no value, wherever it stands`() async throws {
        let files = ["Config/cora.yaml": "port:\nhost: ~\nlog:\n  level: ''\n", ".env": "PORT=\nAGENT_NAME=\"\"\n"]
        let settings = try await loaded(["PORT": "  "], files: files).settings
        #expect(settings.server == loadedDefaults.server)
        #expect(settings.tenants.agentName == "CORA")
        #expect(settings.log.level == .info)
        let missing = try await problems(["OPENAI_API_KEY": ""], files: [".env": "OPENAI_API_KEY="])
        #expect(missing == ["OPENAI_API_KEY: not set; wanted an OpenAI API key, without blanks"])
    }

    private var loadedDefaults: Settings {
        var settings = Settings()
        settings.server.publicURL = WebAddress(scheme: "https", host: "voice.example.com")
        return settings
    }

    @Test func `The configuration file can be another one, named in the environment or as an argument`() async throws {
        let folder = try Folder(["a.yaml": "port: 1", "b.yaml": "port: 2", "Config/cora.yaml": "port: 3"])
        let named = required.merging(["CORA_CONFIG": "a.yaml"]) { $1 }
        let fromName = try await Settings.load(environment: named, directory: folder.path)
        let fromArgument = try await Settings.load(environment: named, directory: folder.path, configFile: "b.yaml")
        #expect(fromName.settings.server.port == 1)
        #expect(fromArgument.settings.server.port == 2)
        #expect(fromArgument.report.sections[0].rows[2].source == .file("b.yaml"))
    }

    @Test func `Relative paths count from the directory, absolute ones stay`() async throws {
        let folder = try Folder(["ca.pem": "x"])
        let environment = required.merging(["OPENAI_CA_FILE": "ca.pem", "TENANTS_FILE": "/etc/tenants.yaml"]) { $1 }
        let settings = try await Settings.load(environment: environment, directory: folder.path).settings
        #expect(settings.openAI.caFile == folder.path + "/ca.pem")
        #expect(settings.tenants.file == "/etc/tenants.yaml")
        let defaults = try await Settings.load(environment: required, directory: folder.path).settings
        #expect(defaults.tenants.file == folder.path + "/Config/tenants.yaml")
    }

    @Test func `swift-configuration makes each environment name of its dotted key`() async throws {
        for key in SettingsKey.all {
            let layers = await SettingsLayers(environment: [key.name: "x"], directory: "/nowhere", configFile: nil)
            #expect(layers.find(key) == .init(text: "x", source: .environment), "\(key.key) is not \(key.name)")
        }
    }

    @Test func `The shipped file says what is built in, and leaves nothing out but what must not stand there`()
        async throws
    {
        let folder = try Folder()
        let shipped = packageFolder + "/Config/cora.yaml"
        let withFile = try await Settings.load(environment: required, directory: folder.path, configFile: shipped)
        let without = try await Settings.load(environment: required, directory: folder.path)
        var settings = withFile.settings
        settings.tickets.secret = without.settings.tickets.secret
        #expect(settings == without.settings)
        #expect(withFile.warnings == without.warnings)

        let text = try String(contentsOfFile: shipped, encoding: .utf8)
        let written = try SettingsFile.entries(of: text).map(\.key)
        let expected = SettingsKey.all.filter { !$0.isSecret && $0.name != "PUBLIC_URL" }.map(\.key)
        #expect(Set(written) == Set(expected))
        for key in SettingsKey.all {
            #expect(text.contains("# \(key.name): "), "\(key.name) is not described")
        }
    }

    @Test func `Every name in the shipped .env.example is a setting, and the seed's names are there`() throws {
        let file = DotEnvFile(try String(contentsOfFile: packageFolder + "/.env.example", encoding: .utf8))
        #expect(file.strayLines == [])
        #expect(Set(file.values.keys).subtracting(SettingsKey.all.map(\.name)) == [])
        let seed: Set = [
            "OPENAI_API_KEY", "TWILIO_AUTH_TOKEN", "PUBLIC_URL", "PORT", "AGENT_NAME", "SUPABASE_URL", "SUPABASE_KEY",
        ]
        #expect(seed.isSubset(of: file.values.keys))
    }

    @Test func `without tokens no request may look or act; a port of its own is this machine's`() async throws {
        #expect(try await loaded().settings.access == Settings.Access())
        let token = "0123456789abcdef"
        let access = try await loaded(["OPS_READ_TOKEN": token, "OPS_PORT": "9000"]).settings.access
        #expect(access.opsToken == nil)
        #expect(access.opsReadToken == Secret(token))
        #expect(access.port == 9000)
        #expect(access.host == "127.0.0.1")
    }

    @Test func `Tenants begin with the instance's name, manners and turn detection`() async throws {
        let environment = ["AGENT_NAME": "Ray", "VAD_THRESHOLD": "0.7", "CALL_SILENCE_SECONDS": "20"]
        let tenant = try await loaded(environment).settings.tenantDefaults
        #expect(tenant.agentName == "Ray")
        #expect(tenant.turnDetection.threshold == 0.7)
        #expect(tenant.manners.silence == .seconds(20))
    }
}
