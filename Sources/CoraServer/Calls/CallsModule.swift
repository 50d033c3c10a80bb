import CoraCall
import CoraDoor
import CoraSession
import CoraSettings
import CoraSupervisor
import CoraTelemetry
import CoraTenant
import CoraTwilio
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle

/// Calls: what they use, the carrier's webhooks about them, and the sockets they come by, from the carrier and from web
/// clients.
struct CallsModule: Sendable {
    /// In the order in which they start.
    let services: [any Service]
    /// Lets callers from browsers and apps in.
    let sessions: SessionDesk
    private let callServices: CallServices
    private let signatures: TwilioSignatures
    private let doorkeeper: Doorkeeper
    private let patience: Settings.RequestPatience
    private let routes: TwilioRoutes
    private let offers: OfferRoutes
    private let health: HealthRoutes
    private let mover: TwilioMover?
    private let peers: PeerExchange
    private let tenants: any TenantSource

    /// - Parameters:
    ///   - recorder: records calls besides the database; nil for the log.
    ///   - tools: runs the tools of calls; nil for the record's.
    init(
        _ context: ServerContext, _ models: ModelModule, _ record: RecordModule, _ admission: AdmissionModule,
        _ telemetry: TelemetryModule, recorder: (any CallRecorder)?, tools: (any ToolRunner)?
    ) {
        let settings = context.settings
        signatures = TwilioSignatures(context)
        doorkeeper = context.doorkeeper
        patience = settings.server.requests
        mover = TwilioMover(
            settings.twilio, answers: signatures.answers, group: context.group, logger: context.logger)
        let desk = TicketDesk(
            supervisor: admission.supervisor, shared: context.shared, secret: settings.tickets.secret.revealed,
            life: settings.tickets.lifetime, callers: record.memory?.callers)
        let traces = [telemetry.traces].compactMap(\.self)
        var recorders: [any CallRecorder] = [
            recorder ?? LogRecorder(logger: context.logger), admission.spend, telemetry.meter,
        ]
        recorders += record.recorders + traces
        let observers: [any CallObserver] = [telemetry.meter, admission.allowances] + traces
        var callServices = CallServices(
            tickets: desk, recordings: record.recordings, recorder: Recorders(recorders: recorders),
            tools: tools ?? record.tools, watcher: admission.supervisor, observer: Observers(observers: observers),
            mover: mover, dialer: models.dialer, settings: settings.ofCalls, logger: context.logger)
        let peers = PeerExchange(
            settings.openAI, dialer: models.dialer, group: context.group, now: context.clocks.steady,
            logger: context.logger)
        callServices.peers = peers
        let connector = CallConnector(
            answers: signatures.answers, tenants: record.tenants, desk: desk, memory: record.memory,
            live: context.live, logger: context.logger)
        routes = TwilioRoutes(
            signatures: signatures, connector: connector, supervisor: admission.supervisor,
            doorkeeper: doorkeeper, recorder: callServices.recorder, traces: telemetry.traces, logger: context.logger)
        sessions = SessionDesk(
            tenants: record.tenants, desk: desk, dialer: models.dialer, clocks: context.clocks,
            prepare: { [callServices] in await peers.prepare($0, callServices.session(of: $0)) })
        offers = OfferRoutes(admission.supervisor)
        (self.peers, self.callServices) = (peers, callServices)
        health = HealthRoutes(supervisor: admission.supervisor)
        tenants = record.tenants
        let warmer = RecordingWarmer(
            changes: tenants.changes, dialer: models.dialer, store: record.recordings, group: context.group,
            logger: context.logger)
        services = settings.tenants.warmGreetings ? [warmer] : []
    }

    /// Adds the routes of the carrier, of load balancers, and of web sessions that live.
    func addRoutes(to router: Router<ClientRequestContext>) {
        health.add(to: router)
        routes.add(to: router)
        offers.add(to: router)
    }

    /// The server of the calls' port: HTTP, and sockets that become calls.
    var server: HTTPServerBuilder {
        .httpOrMedia(
            doorkeeper: doorkeeper, patience: patience,
            gate: { [signatures] head in
                WebSocketGate.isAsked(head) ? WebSocketGate.verdict(on: head) : signatures.mediaSocket(head)
            },
            answer: WebSocketGate.answer
        ) { [callServices, doorkeeper] channel, head in
            let id = ObjectIdentifier(channel)
            var services = callServices
            services.tickets = VouchingTickets(office: services.tickets) { doorkeeper.vouched(for: id) }
            guard WebSocketGate.isAsked(head) else {
                return try CallSession.open(on: channel, services: services)
            }
            try CallSession.openWeb(
                on: channel, hello: WebSocketGate.hello(of: head), media: WebSocketGate.media(of: head),
                services: services)
        }
    }

    /// The tenant that answers a number now; nil if there is none.
    func tenant(forDialled number: String) -> Tenant? { tenants.current(forDialled: number) }

    /// Whether callers of a number hear their greeting from a recording.
    func hasGreeting(forDialled number: String) -> Bool {
        guard let tenant = tenant(forDialled: number) else { return false }
        let key = callServices.dialer.recordingKey(for: tenant, saying: tenant.greeting)
        return callServices.recordings.recording(for: key) != nil
    }

    /// Hangs up the calls of browsers that are left at the model, and closes the connections to the carrier's API and the
    /// model's; to be called once all services have ended.
    func shutdown() async {
        await mover?.shutdown()
        await peers.shutdown()
    }
}

extension Settings {
    fileprivate var ofCalls: CallServices.Settings {
        CallServices.Settings(
            limits: .init(
                start: calls.startTimeout, connect: calls.sessionTimeout, redial: calls.redial,
                succession: calls.session),
            heldAudio: calls.heldAudio,
            accountSID: twilio.accountSID, maxCallerFrame: twilio.maxFrameBytes)
    }
}
