import CoraBusiness
package import CoraCall
import CoraClients
import CoraRealtime
import CoraSession
import CoraStore
package import CoraSupervisor
import CoraTelemetry
import CoraTools
import CoraTwilio
import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import Logging
package import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import ServiceLifecycle

/// The server: every part of it is made and connected here, and nowhere else.
package struct CoraApplication: Service {
    /// Why the server cannot start: one line for each thing that has to change.
    package struct StartError: Error, CustomStringConvertible {
        /// The lines.
        package var problems: [String]
        package var description: String { problems.joined(separator: "\n") }
    }

    /// Knows all calls, and admits new ones.
    package let supervisor: CallSupervisor
    let settings: Settings
    let tenants: any TenantSource
    private let fileWatch: TenantWatch?
    private let greetings: any GreetingStore
    let store: CallStore?
    private let summaries: SummaryService?
    private let dialer: ModelDialer
    let services: CallServices
    private let mover: TwilioMover?
    private let desk: TicketDesk
    /// Lets requests to the ops routes in.
    let gate: AccessGate
    /// Reads the stats and the calls.
    package let reader: FleetReader
    /// Looks for problems in the stats, and keeps the last hour.
    package let watch: FleetWatch
    /// Sends the live events of the ops page.
    let news: OpsEvents
    private let databaseWatch: DatabaseWatch?
    /// Answers `GET /metrics`.
    let metrics: FleetMetrics
    /// Brings the spans of calls to a collector; nil if none is set.
    private let tracing: CallTracing?
    /// The settings in force, some of which can change while the server runs.
    let live: LiveSettings
    /// Measures how busy the instance is.
    package let pressure: PressureGauge
    /// Counts what tenants have used and spent today.
    package let spend: SpendBook
    private let clocks: Clocks
    private let startedAt: WallTime
    let group: any EventLoopGroup
    let logger: Logger
    private let onRunning: @Sendable (Int) async -> Void
    let onOpsRunning: @Sendable (Int) async -> Void

    /// - Parameters:
    ///   - settings: the settings in force.
    ///   - group: the event loops that calls live on.
    ///   - recorder: records calls besides the database; nil for the log.
    ///   - tools: runs the tools of calls; nil for the database's.
    ///   - logger: the logger of all parts.
    ///   - onRunning: called with the bound port once the server takes requests.
    ///   - onOpsRunning: called with the bound port of OPS_PORT, if that is set.
    /// - Throws: `StartError`, `TenantFileError`, `OutboxError`, or what TLS throws for a file it cannot use.
    package init(
        settings: Settings, group: any EventLoopGroup, recorder: (any CallRecorder)? = nil,
        tools: (any ToolRunner)? = nil, logger: Logger,
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in },
        onOpsRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws {
        self.settings = settings
        self.group = group
        self.logger = logger
        self.onRunning = onRunning
        self.onOpsRunning = onOpsRunning
        gate = AccessGate(settings.access, logger: logger)
        let clocks = Clocks.system
        self.clocks = clocks
        startedAt = clocks.wall()
        let today = startedAt.day
        dialer = try Self.dialer(settings, today, logger)
        let models = TenantModels(premium: settings.openAI.premiumModel, today: today)
        let store = try Self.store(settings, dialer, models, logger)
        self.store = store
        if let store {
            (tenants, greetings, fileWatch) = (store.tenants, store.greetings, nil)
        } else {
            let directory = try TenantFileDirectory(
                path: settings.tenants.file, defaults: settings.tenantDefaults, models: models, logger: logger)
            (tenants, greetings, fileWatch) = (directory, MemoryGreetings(), TenantWatch(directory: directory))
        }
        summaries = store.map { Self.summaries(settings, $0, group, logger) }
        live = LiveSettings(settings)
        spend = SpendBook(
            prices: PriceList(model: dialer.defaultModel, transcriptionModel: dialer.defaultTranscription),
            wall: clocks.wall)
        let allowances = AllowanceWatch(defaultModel: dialer.defaultModel, now: clocks.steady)
        supervisor = Self.supervisor(settings, spend, allowances, store, today)
        pressure = Self.pressure(group, supervisor, store, logger)
        let meter = FleetMeter(clocks: clocks)
        databaseWatch = store.map { DatabaseWatch(pool: $0.pool, wall: clocks.wall) }
        let instance = InstanceName(startedAt: startedAt)
        tracing = SpanExporter.Settings(settings.observation, of: instance).map {
            CallTracing($0, group: group, clocks: clocks, logger: logger)
        }
        metrics = FleetMetrics(meter: meter, tenants: settings.observation.tenantLabels, spans: tracing?.meter)
        reader = FleetReader(
            instance: instance, supervisor: supervisor, meter: meter, pressure: pressure,
            tenants: tenants, store: store, database: databaseWatch, wall: clocks.wall)
        watch = FleetWatch(reader: reader) { [live] in Self.problemLimits(of: live.current) }
        news = OpsEvents(
            sources: .init(
                stats: { [watch] in await watch.stats() }, calls: { [reader] in await reader.calls() },
                history: { [watch] in watch.history.last }))
        desk = TicketDesk(
            supervisor: supervisor, secret: settings.tickets.secret.revealed, life: settings.tickets.lifetime)
        mover = settings.twilio.accountSID.map { account in
            TwilioMover(
                answers: TwilioAnswers(publicURL: settings.server.publicURL.text),
                baseURL: settings.twilio.apiURL.text, accountSID: account,
                secret: settings.twilio.authToken.revealed, group: group, logger: logger)
        }
        var recorders: [any CallRecorder] = [recorder ?? LogRecorder(logger), spend, meter]
        if let store { recorders.append(store.recorder) }
        if let summaries { recorders.append(summaries.summarizer) }
        if let tracing { recorders.append(tracing.traces) }
        let observers: [any CallObserver] = [meter, allowances] + [tracing?.traces].compactMap(\.self)
        services = CallServices(
            tickets: desk, greetings: greetings,
            recorder: Recorders(recorders: recorders),
            tools: try tools ?? Self.tools(settings, store, group, logger), watcher: supervisor,
            observer: Observers(observers: observers), mover: mover,
            dialer: dialer,
            settings: .init(
                limits: .init(start: settings.calls.startTimeout, connect: settings.calls.sessionTimeout),
                heldAudio: settings.calls.heldAudio,
                accountSID: settings.twilio.accountSID, maxCallerFrame: settings.twilio.maxFrameBytes),
            logger: logger)
    }

    /// Serves until the group is stopped or a route has the process go away. It then lets calls end, and returns.
    package func run() async throws {
        LoopPriority.apply(to: group)
        var parts: [any Service] = [fileWatch].compactMap(\.self)
        parts += [pressure, SpendWatch(book: spend, supervisor: supervisor)]
        if let store {
            parts.append(
                SpendReader(
                    book: spend, pool: store.pool, instance: store.outbox.instance, startedAt: startedAt.microseconds,
                    logger: logger))
        }
        if settings.tenants.warmGreetings {
            parts.append(
                GreetingWarmer(
                    changes: tenants.changes, dialer: dialer, store: greetings, group: group, logger: logger))
        }
        // These come before the application, so that they are stopped after it: calls that end last are recorded too,
        // and summed up before the store is closed.
        if let tracing { parts.append(tracing.exporter) }
        if let store { parts.append(store) }
        if let summaries { parts.append(summaries) }
        if let databaseWatch { parts.append(databaseWatch) }
        parts.append(watch)
        // This is stopped after the calls have ended and the webhooks are gone: figures are read during a drain.
        if let ops = try opsApplication() { parts.append(ops) }
        parts.append(try application())
        // This ends its viewers' streams once the calls have ended: an open page is a request that the application
        // waits for.
        parts.append(news)
        let drain = DrainService(supervisor: supervisor, stop: { await stop() }, logger: logger)
        let services =
            parts.map { ServiceGroupConfiguration.ServiceConfiguration(service: $0, serviceName: Self.name(of: $0)) }
            // Whichever way the process was told to go away, this one returns first, and then the others are stopped.
            + [
                .init(
                    service: drain, successTerminationBehavior: .gracefullyShutdownGroup,
                    serviceName: Self.name(of: drain))
            ]
        let result: Result<Void, any Error>
        do {
            result = .success(try await ServiceGroup(configuration: .init(services: services, logger: logger)).run())
        } catch {
            result = .failure(error)
        }
        await mover?.shutdown()
        try result.get()
    }

    /// The service's type, without its contents: they may be secret, and the group logs the name.
    private static func name(of service: any Service) -> String { "\(type(of: service))" }

    /// What callers of that number hear first; nil if no tenant answers it.
    package func greeting(forDialled number: String) -> String? {
        tenants.current(forDialled: number)?.greeting
    }

    /// The tenant that answers that number now.
    package func tenant(forDialled number: String) -> Tenant? { tenants.current(forDialled: number) }

    /// Whether callers of that number hear their greeting from a recording.
    package func hasGreeting(forDialled number: String) -> Bool {
        guard let tenant = tenants.current(forDialled: number) else { return false }
        return greetings.recording(for: dialer.greetingKey(for: tenant, saying: tenant.greeting)) != nil
    }

    // MARK: Parts

    private func application() throws -> some ApplicationProtocol {
        let answers = TwilioAnswers(publicURL: settings.server.publicURL.text)
        let signature = RequestSignature(authTokens: [settings.twilio.authToken.revealed])
        let router = Router(context: ClientRequestContext.self)
        router.add(middleware: RequestMetrics(meter: metrics.requests))
        router.add(middleware: ForwardedClient(proxies: settings.server.trustedProxies))
        HealthRoutes(supervisor: supervisor).add(to: router)
        TwilioRoutes(
            answers: answers, signature: signature, tenants: tenants, desk: desk, supervisor: supervisor,
            recorder: services.recorder, past: { [store] sid in await store?.past(of: sid) ?? [] }, logger: logger,
            briefing: { [summaries] in summaries?.summarizer.briefing(of: $0.callID) },
            callers: store.map { CallerHistories(pool: $0.pool, logger: logger) },
            refusals: store.map { store in
                RefusedCallers(now: { [clocks] in clocks.wall().microseconds }, keep: { store.outbox.accept([$0]) })
            },
            redirect: { [live] in live.current.server.drainRedirect }, traces: tracing?.traces
        ).add(to: router)
        if settings.access.port == nil { addOpsRoutes(to: router) }
        return Application(
            router: router, server: try server(answers, signature),
            configuration: .init(
                address: .hostname(settings.server.host, port: settings.server.port), serverName: "cora"),
            onServerRunning: { [onRunning] channel in await onRunning(channel.localAddress?.port ?? 0) },
            eventLoopGroupProvider: .shared(group), logger: logger)
    }

    private func server(_ answers: TwilioAnswers, _ signature: RequestSignature) throws -> HTTPServerBuilder {
        let policy = Self.policy(answers, signature)
        let services = services
        let maxFrameSize = settings.twilio.maxFrameBytes
        let plain = HTTPServerBuilder { responder in
            HTTPOrMediaChannel(responder: responder, gate: policy, maxFrameSize: maxFrameSize) { channel in
                try CallSession.open(on: channel, services: services)
            }
        }
        return try encrypted(plain) ?? plain
    }

    /// The server with TLS on top; nil if no certificate is set.
    func encrypted(_ plain: HTTPServerBuilder) throws -> HTTPServerBuilder? {
        guard let certificate = settings.server.certificateFile, let key = settings.server.keyFile else { return nil }
        let chain = try NIOSSLCertificate.fromPEMFile(certificate).map { NIOSSLCertificateSource.certificate($0) }
        return try .tls(
            plain,
            tlsConfiguration: .makeServerConfiguration(
                certificateChain: chain, privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))))
    }

    /// Which requests may become a media socket: only those to its address that the carrier signed for the public `wss`
    /// address.
    private static func policy(_ answers: TwilioAnswers, _ signature: RequestSignature) -> UpgradeGate.Policy {
        { head in
            guard head.uri == "/twilio/media" else { return .refuse("not the media socket's address") }
            let verdict = signature.verify(
                .init(
                    url: answers.mediaURL, signature: head.headers.first(name: "X-Twilio-Signature"),
                    settings: head.headers.first(name: "X-Twilio-Webhooks-Signature-Settings")))
            return verdict == .genuine ? .upgrade : .refuse("signature over \(answers.mediaURL): \(verdict)")
        }
    }
}

/// Reads the tenants' file again when it changes.
private struct TenantWatch: Service {
    let directory: TenantFileDirectory

    func run() async throws {
        await cancelWhenGracefulShutdown { await directory.run() }
    }
}
