import CoraCall
import CoraClients
import CoraRealtime
import CoraSession
import CoraSettings
import CoraTenant
import Logging
import NIOCore
import Synchronization

/// Joins browsers and the model over the model's HTTP API, and ends their calls there. What it begins goes on when the
/// browser that asked is gone, and is waited for when the server stops. Any thread.
final class PeerExchange: PeerCalls {
    /// For how long a client secret begins sessions, in seconds: a session's place is kept for 15, and the page that gets the
    /// secret itself (`webDirect`) may be slow.
    private static let secretSeconds = 60
    /// A call of this age is over: the model ends it after 60 minutes.
    private static let longestCall = CallDuration.seconds(65 * 60)
    /// How many calls are remembered, to be hung up when the server stops.
    private static let mostCalls = 10_000

    /// A model, and the address of the API that has it.
    private struct Place {
        var model: String
        var url: String
        var name: String { "\(model) at \(url)" }
    }

    /// A call at the model that was not hung up yet.
    private struct Open {
        var tenant: Tenant
        var route: ModelRoute
        var since: CallInstant
    }

    private struct Calls {
        /// By the model's id.
        var open = OrderedMemory<String, Open>()
        /// Whether the server stops: no more calls are to begin.
        var isClosing = false
    }

    private let settings: Settings.OpenAI
    private let dialer: ModelDialer
    private let limits: RealtimeCallsClient.Limits
    private let farewell: Duration
    private let http: LazyHTTPClient
    private let now: @Sendable () -> CallInstant
    private let logger: Logger
    private let breakers = ModelBreakers()
    private let secrets = Mutex(PeerSecrets())
    private let calls = Mutex(Calls())
    private let work = OwnedWork()

    /// - Parameters:
    ///   - settings: the API's address and key.
    ///   - dialer: knows the models of tenants.
    ///   - limits: how long the API may take.
    ///   - farewell: how long hang-ups may take once the server stops.
    ///   - now: the process' clock.
    init(
        _ settings: Settings.OpenAI, dialer: ModelDialer, group: any EventLoopGroup,
        limits: RealtimeCallsClient.Limits = .init(), farewell: Duration = .seconds(8),
        now: @escaping @Sendable () -> CallInstant, logger: Logger
    ) {
        self.settings = settings
        self.dialer = dialer
        self.limits = limits
        self.farewell = farewell
        self.now = now
        self.logger = logger
        http = LazyHTTPClient(group: group, tls: settings.trust)
    }

    // MARK: Before the offer

    /// Mints a client secret for a session that was just let in, and keeps it for the session's first offer. It takes three
    /// seconds at most.
    /// - Returns: the secret; nil, with a line in the log, if there is none.
    func prepare(_ ticket: CallTicket, _ session: SessionSettings) async -> ClientSecret? {
        let place = place(of: ticket.tenant, .own)
        do throws(PeerRefusal) {
            try pass(place)
            let secret = try await mint(place, session)
            secrets.withLock {
                $0.keep(secret, of: ticket.callSID, for: .init(place: place.name, session: session), at: now())
            }
            return secret
        } catch {
            logger.warning(
                "a web session has no client secret: its audio takes the socket",
                metadata: [
                    LogKey.call: "\(ticket.callSID)", LogKey.tenant: "\(ticket.tenant.id)",
                    LogKey.reason: "\(error.why)",
                ])
            return nil
        }
    }

    /// Has no request go to an address that does not answer.
    private func pass(_ place: Place) throws(PeerRefusal) {
        guard let wait = breakers.wait(for: place.name, at: now()) else { return }
        throw PeerRefusal(
            why: "many requests in a row have failed: waiting for one that tries", mayTryAgain: true, wait: wait,
            isBusy: false)
    }

    private func mint(_ place: Place, _ session: SessionSettings) async throws(PeerRefusal) -> ClientSecret {
        var body = ByteBuffer()
        ClientSecretRequest(model: place.model, session: session, seconds: Self.secretSeconds).write(into: &body)
        do throws(OpenAIError) {
            let secret = try await client(of: place).mint(body)
            breakers.succeeded(place.name)
            return secret
        } catch {
            throw refusal(error, of: place)
        }
    }

    // MARK: The offer

    func answer(
        _ offer: String, for ticket: CallTicket, by route: ModelRoute, session: SessionSettings
    ) async throws(PeerRefusal) -> PeerAnswer {
        let result = await work.begin { await self.exchange(offer, ticket, route, session) }.value
        // The browser gave up while the model answered: its call must not live on unseen (field case N1).
        if Task.isCancelled, case .success(let answer) = result {
            hangUp(answer.callID, of: ticket.tenant, by: route)
            throw PeerRefusal(why: "the browser is gone", mayTryAgain: true, wait: .zero, isBusy: false)
        }
        return try result.get()
    }

    private func exchange(
        _ offer: String, _ ticket: CallTicket, _ route: ModelRoute, _ session: SessionSettings
    ) async -> Result<PeerAnswer, PeerRefusal> {
        let place = place(of: ticket.tenant, route)
        do throws(PeerRefusal) {
            try pass(place)
            let kept = secrets.withLock {
                $0.take(ticket.callSID, for: .init(place: place.name, session: session), at: now())
            }
            let secret: ClientSecret
            if let kept { secret = kept } else { secret = try await mint(place, session) }
            let call = try await call(offer, with: secret, at: place, ticket.tenant, route)
            guard remember(call.id, Open(tenant: ticket.tenant, route: route, since: now())) else {
                hangUp(call.id, of: ticket.tenant, by: route)
                throw PeerRefusal(why: "the server stops", mayTryAgain: false, wait: .zero, isBusy: false)
            }
            return .success(PeerAnswer(callID: call.id, sdp: call.answer))
        } catch {
            return .failure(error)
        }
    }

    private func call(
        _ offer: String, with secret: ClientSecret, at place: Place, _ tenant: Tenant, _ route: ModelRoute
    ) async throws(PeerRefusal) -> RealtimeCall {
        do throws(RealtimeCallFailure) {
            let call = try await client(orFailure: place).call(offer, with: secret)
            breakers.succeeded(place.name)
            return call
        } catch {
            if let id = error.callID { hangUp(id, of: tenant, by: route) }
            throw refusal(error.cause, of: place)
        }
    }

    /// Keeps in mind that a call has to be hung up.
    /// - Returns: false if the server stops, so that it has to be now.
    private func remember(_ id: String, _ call: Open) -> Bool {
        calls.withLock { calls in
            guard !calls.isClosing else { return false }
            while let oldest = calls.open.oldest, oldest.value.since + Self.longestCall <= call.since {
                calls.open.takeOldest()
            }
            calls.open.put(call, for: id)
            calls.open.keep(Self.mostCalls)
            return true
        }
    }

    // MARK: The end

    func hangUp(_ callID: String, of tenant: Tenant, by route: ModelRoute) {
        calls.withLock { _ = $0.open.remove(callID) }
        _ = work.begin { await self.end(callID, of: tenant, by: route) }
    }

    private func end(_ id: String, of tenant: Tenant, by route: ModelRoute) async {
        do throws(OpenAIError) {
            try await client(of: place(of: tenant, route)).hangUp(id)
        } catch {
            logger.error(
                "a browser's call could not be hung up at the model: it may go on there",
                metadata: [
                    LogKey.peer: "\(id.prefix(128))", LogKey.tenant: "\(tenant.id)", LogKey.reason: "\(error)",
                ])
        }
    }

    /// Hangs up the calls that are left, and those that offers under way still make; waits for all that, no longer than the
    /// farewell, and closes the connections. To be called once all services have ended.
    func shutdown() async {
        let left = calls.withLock { calls in
            calls.isClosing = true
            var left: [(id: String, call: Open)] = []
            while let oldest = calls.open.takeOldest() { left.append((oldest.key, oldest.value)) }
            return left
        }
        for (id, call) in left { hangUp(id, of: call.tenant, by: call.route) }
        if await !work.finish(within: farewell) {
            logger.error("calls of browsers may go on at the model", metadata: [LogKey.count: "\(work.count)"])
        }
        await http.shutdown()
    }

    /// Whether the server stops. For tests.
    var isClosing: Bool { calls.withLock(\.isClosing) }

    // MARK: The API

    private func place(of tenant: Tenant, _ route: ModelRoute) -> Place {
        let fallback = route == .own ? nil : tenant.fallbackBaseURL
        return Place(model: dialer.model(for: tenant, by: route), url: fallback ?? settings.baseURL.text)
    }

    private func client(of place: Place) throws(OpenAIError) -> RealtimeCallsClient {
        guard let http = http.client else { throw .cancelled }
        return try RealtimeCallsClient(
            baseURL: place.url, apiKey: settings.apiKey.revealed, http: http, limits: limits)
    }

    private func client(orFailure place: Place) throws(RealtimeCallFailure) -> RealtimeCallsClient {
        do throws(OpenAIError) { return try client(of: place) } catch { throw RealtimeCallFailure(error) }
    }

    /// What a failure means for a call. The breaker hears of it if it says something of the address.
    private func refusal(_ error: OpenAIError, of place: Place) -> PeerRefusal {
        switch error {
        case .cancelled, .badURL: break
        default:
            if error.isOutage { breakers.failed(place.name, at: now()) } else { breakers.succeeded(place.name) }
        }
        return PeerRefusal(error)
    }
}

extension PeerRefusal {
    /// Reads what the model's API refused: a wrong key, model or account stays wrong; too many requests pass, and so does
    /// what is not there.
    init(_ error: OpenAIError) {
        var wait = CallDuration.zero
        var isBusy = false
        if case .refused(let refusal) = error {
            isBusy = refusal.status == 429 && error.isPassing
            wait = refusal.retryAfter.map { .seconds(Int(clamping: $0.components.seconds)) } ?? .zero
        }
        self.init(why: error.description, mayTryAgain: error.isPassing, wait: wait, isBusy: isBusy)
    }
}
