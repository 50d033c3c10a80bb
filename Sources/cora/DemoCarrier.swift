import ArgumentParser
import CoraFakeTwilio
import CoraServer
import CoraSettings
import Logging

/// Imitates Twilio's REST API in a demonstration: moves the call, as far as the scenario lets it.
struct DemoCarrier {
    /// The calls that the API can move.
    let calls: FakeCallRegistry
    /// The API's address; nil if the scenario offers none.
    let apiURL: WebAddress?
    private let server: TwilioRESTServer?

    /// Starts the API on a free port, if the scenario offers it.
    /// - Parameter token: the account's Auth Token.
    /// - Throws: the system's error if it cannot listen.
    static func start(_ rest: Scenario.REST, token: String, logger: Logger) async throws -> DemoCarrier {
        let calls = FakeCallRegistry()
        guard rest.isOffered else { return DemoCarrier(calls: calls, apiURL: nil, server: nil) }
        let server = TwilioRESTServer(
            accountSid: Simulated.accountSID, authToken: token, registry: calls, faults: rest.faults, logger: logger)
        let port = try await server.start()
        guard let apiURL = WebAddress("http://127.0.0.1:\(port)") else { throw ExitCode(1) }
        return DemoCarrier(calls: calls, apiURL: apiURL, server: server)
    }

    /// Stops listening.
    func shutdown() async {
        await server?.shutdown()
    }
}
