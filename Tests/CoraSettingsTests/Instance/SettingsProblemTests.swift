import StoreTesting
import Testing

@testable import CoraSettings

struct SettingsProblemTests {
    @Test(arguments: [
        ("PORT", "eighty", #"PORT: found "eighty" in the environment; wanted a whole number from 1 to 65535"#),
        ("PORT", "0", #"PORT: found "0" in the environment; wanted a whole number from 1 to 65535"#),
        (
            "PUBLIC_URL", "voice.example.com",
            #"PUBLIC_URL: found "voice.example.com" in the environment; wanted this server's address as Twilio "#
                + "sees it: http(s)://host[:port][/prefix], without a query"
        ),
        (
            "PUBLIC_URL", "https://voice.example.com?a=b",
            #"PUBLIC_URL: found "https://voice.example.com?a=b" in the environment; wanted this server's address "#
                + "as Twilio sees it: http(s)://host[:port][/prefix], without a query"
        ),
        ("LOG_FORMAT", "xml", #"LOG_FORMAT: found "xml" in the environment; wanted human or json"#),
        (
            "LOG_LEVEL", "loud",
            #"LOG_LEVEL: found "loud" in the environment; "#
                + "wanted trace, debug, info, notice, warning, error or critical"
        ),
        ("VAD_THRESHOLD", "2", #"VAD_THRESHOLD: found "2" in the environment; wanted a number from 0.0 to 1.0"#),
        (
            "VAD_THRESHOLD", "nan",
            #"VAD_THRESHOLD: found "nan" in the environment; wanted a number from 0.0 to 1.0"#
        ),
        ("GREETING_WARM", "maybe", #"GREETING_WARM: found "maybe" in the environment; wanted true or false"#),
        (
            "CALL_SILENCE_SECONDS", "1.5",
            #"CALL_SILENCE_SECONDS: found "1.5" in the environment; wanted a whole number of seconds from 2 to 600"#
        ),
        (
            "TWILIO_ACCOUNT_SID", "SK00000000000000000000000000000001",
            #"TWILIO_ACCOUNT_SID: found "SK00000000000000000000000000000001" in the environment; "#
                + "wanted an Account SID: AC and 32 hexadecimal digits"
        ),
        (
            "AGENT_NAME", "Ray\nRichards",
            #"AGENT_NAME: found "Ray\nRichards" in the environment; wanted a name, as spoken"#
        ),
        (
            "OPENAI_CA_FILE", "/no/such.pem",
            #"OPENAI_CA_FILE: found "/no/such.pem" in the environment; wanted a readable PEM file of trust roots"#
        ),
    ])
    func `A malformed value is one line with its name, what was found, where, and what is wanted`(
        name: String, value: String, line: String
    ) async throws {
        #expect(try await problems([name: value]) == [line])
    }

    @Test func `The place of a malformed value is named`() async throws {
        let inFile = try await problems([:], files: ["Config/cora.yaml": "port: x"])
        #expect(inFile == [#"PORT: found "x" in Config/cora.yaml; wanted a whole number from 1 to 65535"#])
        let inDotEnv = try await problems([:], files: [".env": "PORT=x", "Config/cora.yaml": "port: y"])
        #expect(inDotEnv == [#"PORT: found "x" in .env; wanted a whole number from 1 to 65535"#])
        let list = try await problems([:], files: ["Config/cora.yaml": "host: a\nport: [1, 2]\n"])
        #expect(list == ["PORT: found a list in Config/cora.yaml:2; wanted a whole number from 1 to 65535"])
    }

    @Test func `All problems are told at once`() async throws {
        let lines = try await problems(["PORT": "x", "LOG_FORMAT": "y"], complete: false)
        #expect(
            lines == [
                "PUBLIC_URL: not set; wanted this server's address as Twilio sees it: "
                    + "http(s)://host[:port][/prefix], without a query",
                #"PORT: found "x" in the environment; wanted a whole number from 1 to 65535"#,
                "OPENAI_API_KEY: not set; wanted an OpenAI API key, without blanks",
                "TWILIO_AUTH_TOKEN: not set; wanted the account's auth token, without blanks",
                #"LOG_FORMAT: found "y" in the environment; wanted human or json"#,
            ])
    }

    @Test func `A malformed secret is not shown`() async throws {
        let lines = try await problems(["OPENAI_API_KEY": "sk-0123456789 0123456789abcd", "TICKET_SECRET": "short"])
        #expect(
            lines == [
                "OPENAI_API_KEY: found sk-…abcd (28 characters) in the environment; "
                    + "wanted an OpenAI API key, without blanks",
                "TICKET_SECRET: found (5 characters) in the environment; wanted 32 or more characters without blanks",
            ])
    }

    @Test func `Certificate and key come together or not at all`() async throws {
        let folder = try Folder(["c.pem": "x", "k.pem": "x"])
        let certificate = ["TLS_CERTIFICATE_FILE": folder.path + "/c.pem"]
        let key = ["TLS_KEY_FILE": folder.path + "/k.pem"]
        let withoutKey = try await problems(certificate)
        #expect(withoutKey == ["TLS_KEY_FILE: not set, but TLS_CERTIFICATE_FILE is; wanted both or neither"])
        let withoutCertificate = try await problems(key)
        #expect(withoutCertificate == ["TLS_CERTIFICATE_FILE: not set, but TLS_KEY_FILE is; wanted both or neither"])
        #expect(try await problems(certificate.merging(key) { $1 }) == [])
    }

    @Test func `Tokens have a length, and differ; the two ports do too`() async throws {
        let (one, two) = (String(repeating: "a", count: 16), String(repeating: "b", count: 16))
        #expect(try await problems(["OPS_TOKEN": one, "OPS_READ_TOKEN": two, "OPS_PORT": "9000"]) == [])
        #expect(
            try await problems(["OPS_TOKEN": "short", "OPS_READ_TOKEN": two]) == [
                "OPS_TOKEN: found (5 characters) in the environment; wanted 16 or more characters without blanks"
            ])
        #expect(
            try await problems(["OPS_TOKEN": one, "OPS_READ_TOKEN": one]) == [
                "OPS_READ_TOKEN: the same as OPS_TOKEN; wanted another, or it could act too"
            ])
        #expect(
            try await problems(["OPS_PORT": "3000"]) == [
                #"OPS_PORT: found "3000", which is PORT; wanted another port, or none"#
            ])
    }

    @Test func `A caller cannot be warned before the call begins`() async throws {
        let lines = try await problems(["CALL_MAX_MINUTES": "1", "CALL_WARNING_SECONDS": "90"])
        #expect(
            lines == [
                #"CALL_WARNING_SECONDS: found "90" in the environment; wanted less than the longest call, 60 seconds"#
            ])
    }

    @Test func `A configuration file that is not YAML is one line`() async throws {
        let broken = try await problems([:], files: ["Config/cora.yaml": "host: a\nport: [1\n"])
        #expect(broken.count == 1)
        #expect(broken.first?.hasPrefix("Config/cora.yaml:3: not YAML: ") == true)
        #expect(broken.first?.contains("\n") == false)
        let text = try await problems([:], files: ["Config/cora.yaml": "just words"])
        #expect(text == ["Config/cora.yaml: found no keys; wanted a mapping: key: value"])
        let twice = try await problems([:], files: ["Config/cora.yaml": "port: 1\nport: 2\n"])
        #expect(twice == ["Config/cora.yaml:1: found port twice; wanted each key once"])
        let missing = try await problems(["CORA_CONFIG": "other.yaml"])
        #expect(missing == ["other.yaml: no such file; wanted the configuration file"])
        #expect(try await problems([:], files: ["Config/cora.yaml": "# nothing\n"]) == [])
    }

    @Test func `What works but is probably not meant is a warning`() async throws {
        let files = [
            "Config/cora.yaml": "openai:\n  modle: x\n  apiKey: \(String(repeating: "k", count: 30))\nzebra: 1\n",
            ".env": "OPENAI_APIKEY=x\nDATABASE_URL=postgres://x\nwhat is this\n",
        ]
        var environment = required.merging(["PUBLIC_URL": "http://voice.example.com", "SUPABASE_KEY": "x"]) { $1 }
        environment["OPENAI_API_KEY"] = nil
        let folder = try Folder(files)
        let loaded = try await Settings.load(environment: environment, directory: folder.path)
        #expect(
            loaded.warnings == [
                "OPENAI_API_KEY: found in Config/cora.yaml; secrets belong in .env or the environment",
                #"Config/cora.yaml:2: unknown key "openai.modle"; the nearest known key is "openai.model""#,
                #"Config/cora.yaml:4: unknown key "zebra""#,
                ".env:3: not NAME=value; the line is not used",
                #".env: unknown name "OPENAI_APIKEY"; the nearest known name is "OPENAI_API_KEY""#,
                #"PUBLIC_URL: found "http://voice.example.com"; wanted https, because Twilio opens media streams "#
                    + "to wss only",
                "TICKET_SECRET: not set, so it is random for this process; two instances of one number need the same",
                "SUPABASE_KEY: not used; set DATABASE_URL to the project's Postgres connection string "
                    + "(Supabase: Connect, Transaction pooler)",
            ])
    }

    @Test(arguments: ["http://localhost:3000", "http://[::1]"])
    func `With everything in place there is nothing to warn of`(publicURL: String) async throws {
        let secret = String(repeating: "s", count: 32)
        #expect(try await loaded(["PUBLIC_URL": publicURL, "TICKET_SECRET": secret]).warnings == [])
    }
}
