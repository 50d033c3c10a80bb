import CoraCall
import CoraDoor
import CoraSession
import CoraSettings
import CoraShared
import CoraSupervisor
import CoraTelemetry
import CoraTenant
import Hummingbird
import HummingbirdCore
import Logging
import ServiceLifecycle

/// What people who look after the server read and act with: stats, calls, problems, metrics, and the page of them.
struct OpsModule: Sendable {
    /// Lets requests in.
    let gate: AccessGate
    /// Sends the live events of the page. A service that ends its viewers' streams: an open page is a request that the
    /// server waits for.
    let events: OpsEvents
    /// Looks for problems, until calls have ended and webhooks are gone: figures are read during a drain.
    let watch: FleetWatch
    private let reader: FleetReader
    private let supervisor: CallSupervisor
    private let metrics: FleetMetrics
    private let context: ServerContext

    init(
        _ context: ServerContext, _ models: ModelModule, _ record: RecordModule, _ admission: AdmissionModule,
        _ telemetry: TelemetryModule
    ) {
        self.context = context
        gate = AccessGate(context.settings.access, shared: context.shared, logger: context.logger)
        let reader = FleetReader(
            instance: telemetry.instance, supervisor: admission.supervisor, meter: telemetry.meter,
            pressure: admission.pressure, tenants: record.tenants, store: record.store, database: record.database,
            unreachable: { [breakers = models.dialer.breakers] in breakers.open }, doorkeeper: context.doorkeeper,
            wall: context.clocks.wall)
        let watch = FleetWatch(reader: reader) { [live = context.live] in live.current.problemLimits }
        events = OpsEvents(
            sources: .init(
                stats: { await watch.stats() }, calls: { await reader.calls() }, history: { watch.history.last }))
        (self.reader, self.watch) = (reader, watch)
        (supervisor, metrics) = (admission.supervisor, telemetry.metrics)
    }

    /// The server of a port of their own: HTTP alone.
    var server: HTTPServerBuilder {
        .httpOrMedia(
            doorkeeper: context.doorkeeper, patience: context.settings.server.requests,
            gate: { _ in .refuse("no socket is on this port") }
        ) { _, _ in }
    }

    /// Adds the routes.
    func addRoutes(to router: Router<ClientRequestContext>) {
        let mayRead = { @Sendable [gate] (request: Request, address: String?) in
            await gate.refusal(of: request, from: address, wanting: .read)
        }
        AccessRoutes(gate: gate).add(to: router)
        OpsRoutes(
            watch: watch, reader: reader, supervisor: supervisor, gate: gate, live: context.live,
            clocks: context.clocks, logger: context.logger
        ).add(to: router)
        OpsPageRoutes(
            events: events, runbook: "Config/runbook.md", refusal: mayRead,
            vouch: { [doorkeeper = context.doorkeeper] in doorkeeper.vouched(for: $0.connection) }
        ).add(to: router)
        MetricsRoutes(metrics: metrics, stats: { [watch] in await watch.stats() }, refusal: mayRead).add(to: router)
    }
}

extension AccessGate {
    /// Makes the gate for the tokens that the settings name.
    fileprivate convenience init(_ settings: Settings.Access, shared: any SharedState, logger: Logger) {
        let tokens = [
            settings.opsToken.map { Token($0, .act) }, settings.opsReadToken.map { Token($0, .read) },
        ].compactMap(\.self)
        self.init(tokens: tokens, shared: shared, logger: logger)
    }
}
