import ArgumentParser
import AsyncHTTPClient
import CoraFakeTwilio
import CoraServer
import CoraSettings
import CoraTelemetry
import Foundation
import Logging
import NIOPosix
import NIOSSL

/// `cora call`: calls a server the way Twilio does, from a script.
struct Call: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Call a server as Twilio would, from a scenario.",
        discussion: "TWILIO_AUTH_TOKEN and PUBLIC_URL are the server's own; they sign what it checks. "
            + "Exits with 1 if the call was not as the scenario expects.")

    @Option(help: "What happens in the call.")
    var scenario = "Config/scenarios/greeting-and-question.yaml"

    @Option(help: "The server's voice webhook, where it is reached from here; PUBLIC_URL's if not given.")
    var webhook: String?

    @Option(help: "The number to dial, instead of the scenario's.")
    var to: String?

    @Option(help: "The folder for what was heard: WAV files and a picture.")
    var out = ".cora/call"

    @Option(help: "PEM certificates to trust besides the system's, for a server with its own.")
    var caFile: String?

    @Option(
        help: "Take Twilio's REST requests for this call on this port of 127.0.0.1; a server can then move the call.")
    var restPort: Int?

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let values = try await values()
        let rehearsal = try Rehearsal(scenario: scenario, tenants: "Config/tenants.yaml")
        let report = try await place(rehearsal, values)
        Console.say(report.text)
        if let unchecked = Self.unchecked(rehearsal.scenario) { Console.say(unchecked) }
        let files = try report.write(to: out)
        Console.say("\n  \(files.call)\n  \(PictureFile.png(of: files.picture) ?? files.picture)")
        if report.verdict != .passed { throw ExitCode(1) }
    }

    /// Says that the scenario's records are not checked, which needs the server's database, as only `cora demo` has it;
    /// nil if the scenario has none.
    private static func unchecked(_ scenario: Scenario) -> String? {
        let records = scenario.expectations.records.count
        guard records > 0 || !scenario.preparations.isEmpty else { return nil }
        return
            "\n  not checked: \(records) records that the call should have left; `cora demo` has the database for that"
    }

    private func place(
        _ rehearsal: Rehearsal, _ values: (publicURL: String, token: String)
    ) async throws -> FakeCallReport {
        var scenario = rehearsal.scenario
        if let to { scenario.call.to = to }
        var tls = TLSConfiguration.makeClientConfiguration()
        if let caFile { tls.additionalTrustRoots = [.file(caFile)] }
        let client = HTTPClient(
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: .init(tlsConfiguration: tls))
        let registry = FakeCallRegistry()
        let call = FakeCallConfiguration(
            webhookURL: webhook ?? "\(values.publicURL)/twilio/voice", publicURL: values.publicURL,
            authToken: values.token, accountSid: Simulated.accountSID, scenario: scenario, speech: rehearsal.speech,
            eventLoop: MultiThreadedEventLoopGroup.singleton.next(), httpClient: client,
            tls: try NIOSSLContext(configuration: tls), registry: registry, observer: Narrator())
        let result: Result<FakeCallReport, any Error>
        do {
            let rest = try await openREST(registry, token: values.token, scenario.rest.faults)
            do { result = .success(try await FakeCall.run(call)) } catch { result = .failure(error) }
            await rest?.shutdown()
        } catch {
            result = .failure(error)
        }
        try await client.shutdown()
        return try result.get()
    }

    /// Opens a stand-in for Twilio's REST API for this call, if a port was given.
    private func openREST(
        _ registry: FakeCallRegistry, token: String, _ faults: TwilioRESTFaults
    ) async throws -> TwilioRESTServer? {
        guard let restPort else { return nil }
        let rest = TwilioRESTServer(
            accountSid: Simulated.accountSID, authToken: token, registry: registry, faults: faults,
            logger: Logger(label: "cora.rest") { CoraLogHandler(label: $0, level: .warning, format: .human) })
        let port = try await rest.start(port: restPort)
        Console.say("Twilio's REST API for this call: http://127.0.0.1:\(port), account \(Simulated.accountSID)\n")
        return rest
    }

    /// The server's public URL and token; the model's key is not needed to call.
    private func values() async throws -> (publicURL: String, token: String) {
        var environment = ProcessInfo.processInfo.environment
        if environment["OPENAI_API_KEY", default: ""].isEmpty { environment["OPENAI_API_KEY"] = "sk-not-needed" }
        do {
            let loaded = try await Settings.load(
                environment: environment, directory: FileManager.default.currentDirectoryPath,
                configFile: options.config)
            return (loaded.settings.server.publicURL.text, loaded.settings.twilio.authToken.revealed)
        } catch {
            Console.error(error.problems)
            throw ExitCode(78)
        }
    }
}

/// Values for an account that does not exist.
enum Simulated {
    /// An account's id in Twilio's form.
    static let accountSID = "AC00000000000000000000000000000001"
}
