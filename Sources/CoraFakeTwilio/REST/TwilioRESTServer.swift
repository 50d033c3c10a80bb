import CoraLoopback
package import CoraTwilio
import CoraWire
package import Logging
package import NIOHTTP1
import Synchronization

/// Twilio's REST API on loopback, as far as a live call needs it: `GET` and `POST` of
/// `/2010-04-01/Accounts/{AC}/Calls/{CA}.json`, and `GET` of the list of calls. An update really moves the ``FakeCall``
/// it names, if that is in the registry.
package final class TwilioRESTServer: Sendable {
    /// One request, and how it was answered.
    package struct Exchange: Sendable, Equatable {
        /// `GET` or `POST`.
        package var method: HTTPMethod
        /// The path.
        package var path: String
        /// The fields of the form, unknown ones too.
        package var form: FormBody
        /// The status it was answered with; nil when it was not answered.
        package var status: Int?
    }

    private struct State {
        var faults: TwilioRESTFaults
        var exchanges: [Exchange] = []
        var server: LoopbackServer?
    }

    /// How many requests are remembered.
    private static let memory = 10_000

    private let endpoint: CallsEndpoint
    private let registry: FakeCallRegistry
    private let logger: Logger
    private let state: Mutex<State>

    /// A server that does not listen yet.
    ///
    /// - Parameters:
    ///   - accountSid: the only account that it serves.
    ///   - authToken: the account's Auth Token.
    ///   - apiKeys: secrets of API keys by their SIDs, accepted in place of the Auth Token.
    ///   - registry: where it finds the calls.
    ///   - faults: what goes wrong with the first requests.
    ///   - logger: gets a line a request at debug level, without the fields.
    package init(
        accountSid: String, authToken: String, apiKeys: [String: String] = [:], registry: FakeCallRegistry,
        faults: TwilioRESTFaults = TwilioRESTFaults(), logger: Logger
    ) {
        let passwords = apiKeys.merging([accountSid: authToken]) { _, token in token }
        endpoint = CallsEndpoint(accountSid: accountSid, passwords: passwords)
        self.registry = registry
        self.logger = logger
        state = Mutex(State(faults: faults))
    }

    /// What goes wrong with the next requests.
    package var faults: TwilioRESTFaults {
        get { state.withLock(\.faults) }
        set { state.withLock { $0.faults = newValue } }
    }

    /// The requests that came, in order.
    package var requests: [Exchange] { state.withLock(\.exchanges) }

    /// Begins to listen on loopback.
    ///
    /// - Parameter port: the port to bind; 0 for any that is free.
    /// - Returns: the port that was bound.
    /// - Throws: the system's error when the port cannot be bound.
    package func start(port: Int = 0) async throws -> Int {
        let server = LoopbackServer { self.answer($0) }
        let bound = try await server.start(port: port)
        state.withLock { $0.server = server }
        return bound
    }

    /// Stops listening and drops every connection.
    package func shutdown() async {
        let server = state.withLock { state in
            defer { state.server = nil }
            return state.server
        }
        await server?.shutdown()
    }

    // MARK: -

    private func answer(_ request: LoopbackServer.Request) -> LoopbackServer.Answer {
        let failure = state.withLock { $0.faults.take() }
        let answer: LoopbackServer.Answer
        switch failure {
        case .tooManyRequests: answer = Self.refusal(.tooManyRequests)
        case .serverError: answer = Self.refusal(.serverError)
        case .noAnswer: answer = .silence
        case .lostAnswer:
            _ = perform(request)
            answer = .silence
        case nil: answer = perform(request)
        }
        note(request, answer)
        return answer
    }

    private func perform(_ request: LoopbackServer.Request) -> LoopbackServer.Answer {
        do throws(TwilioRESTError) {
            switch try endpoint.demand(request) {
            case .list(let status): return Self.response(list(status, uri: request.target))
            case .read(let callSid): return Self.response(try call(callSid, request).resource)
            case .update(let callSid, let update):
                let call = try call(callSid, request)
                try call.update(update)
                return Self.response(call.resource)
            }
        } catch {
            return Self.refusal(error)
        }
    }

    /// The calls under way and the last that are over, all on one page.
    private func list(_ status: String?, uri: String) -> JSON {
        let calls = registry.calls.filter { status == nil || $0.status.rawValue == status }
        return .object([
            "calls": .array(calls.map(\.resource)), "page": .int(0), "page_size": .int(max(50, calls.count)),
            "start": .int(0), "end": .int(max(0, calls.count - 1)), "uri": .string(uri), "next_page_uri": .null,
            "previous_page_uri": .null,
        ])
    }

    private func call(_ sid: String, _ request: LoopbackServer.Request) throws(TwilioRESTError) -> RunningCall {
        guard let call = registry[sid] else { throw .notFound(request.path) }
        return call
    }

    private func note(_ request: LoopbackServer.Request, _ answer: LoopbackServer.Answer) {
        var exchange = Exchange(method: request.method, path: request.path, form: endpoint.form(request))
        if case .response(let status, _, _, _) = answer { exchange.status = Int(status.code) }
        logger.debug(
            "rest request",
            metadata: [
                "method": "\(request.method.rawValue)", "path": "\(request.path)",
                "status": "\(exchange.status.map(String.init) ?? "none")",
            ])
        state.withLock { [exchange] state in
            if state.exchanges.count < Self.memory { state.exchanges.append(exchange) }
        }
    }

    private static func response(_ body: JSON) -> LoopbackServer.Answer {
        .response(.ok, type: "application/json", body: body.text)
    }

    private static func refusal(_ error: TwilioRESTError) -> LoopbackServer.Answer {
        var headers = HTTPHeaders()
        if error.status == .unauthorized {
            headers.add(name: "www-authenticate", value: "Basic realm=\"Twilio API\"")
        }
        return .response(error.status, type: "application/json", body: error.body.text, headers: headers)
    }
}
