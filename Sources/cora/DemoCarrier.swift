import ArgumentParser
import CoraFakeTwilio
import CoraServer
import Logging

/// Twilio's REST API in a demonstration: moves its call, as far as the scenario lets it.
struct DemoCarrier {
    /// The calls that can be moved.
    let calls: FakeCallRegistry
    /// The API's address; nil where the server has to do without.
    let apiURL: WebAddress?
    private let server: TwilioRESTServer?

    /// Opens it on a free port, if it is offered.
    /// - Parameter token: the account's Auth Token.
    /// - Throws: what the system says when it cannot listen.
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
