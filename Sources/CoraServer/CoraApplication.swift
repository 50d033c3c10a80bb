package import CoraCall
import CoraDoor
package import CoraSettings
package import CoraSupervisor
import CoraTelemetry
package import CoraTenant
import Hummingbird
import HummingbirdCore
package import Logging
package import NIOCore
import ServiceLifecycle

/// The server: makes the modules, joins their routes and services, and runs them.
package struct CoraApplication: Service {
    /// Why the server cannot start: one line for each thing that has to change.
    package struct StartError: Error, CustomStringConvertible {
        /// The lines.
        package var problems: [String]
        package var description: String { problems.joined(separator: "\n") }
    }

    private let context: ServerContext
    private let record: RecordModule
    private let admission: AdmissionModule
    private let telemetry: TelemetryModule
    private let calls: CallsModule
    private let ops: OpsModule
    private let analytics: AnalyticsRoutes
    private let sessions: SessionRoutes
    private let onRunning: @Sendable (Int) async -> Void
    private let onOpsRunning: @Sendable (Int) async -> Void

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
        context = ServerContext(settings: settings, group: group, logger: logger)
        let models = try ModelModule(context)
        record = try RecordModule(context, models)
        admission = AdmissionModule(context, models, record.store)
        telemetry = TelemetryModule(context)
        calls = CallsModule(context, models, record, admission, telemetry, recorder: recorder, tools: tools)
        ops = OpsModule(context, models, record, admission, telemetry)
        analytics = AnalyticsRoutes(context, gate: ops.gate, record.store)
        sessions = SessionRoutes(context, desk: calls.sessions, access: analytics.access)
        self.onRunning = onRunning
        self.onOpsRunning = onOpsRunning
    }

    // MARK: Running

    /// Serves until the group is stopped or a route has the process go away. It then lets calls end, and returns.
    package func run() async throws {
        LoopPriority.apply(to: context.group)
        let services = try services().map {
            ServiceGroupConfiguration.ServiceConfiguration(service: $0, serviceName: Self.name(of: $0))
        }
        let drain = ServiceGroupConfiguration.ServiceConfiguration(
            service: admission.drain, successTerminationBehavior: .gracefullyShutdownGroup,
            serviceName: Self.name(of: admission.drain))
        let group = ServiceGroup(configuration: .init(services: services + [drain], logger: context.logger))
        let result: Result<Void, any Error>
        do { result = .success(try await group.run()) } catch { result = .failure(error) }
        await calls.shutdown()
        try result.get()
    }

    /// All services but the drain, in the order in which they start. They stop in the reverse order:
    ///
    /// 1. The drain, whichever way the process was told to go away, while webhooks are still answered.
    /// 2. The viewers of the ops page, whose requests the server of calls waits for.
    /// 3. The server of calls, then that of OPS_PORT: figures are read as long as there are calls.
    /// 4. What looks for problems.
    /// 5. The record: the database's watch, then the summaries, then the store: calls that end last are recorded too,
    ///    and summed up before the store is closed.
    /// 6. The spans' exporter, which has the spans of all calls by then, and what only new calls need.
    private func services() throws -> [any Service] {
        admission.services + calls.services + telemetry.services + record.services + [ops.watch]
            + [try opsServer()].compactMap(\.self) + [try callServer(), ops.events]
    }

    /// The service's type, without its contents: they may be secret, and the group logs the name.
    private static func name(of service: any Service) -> String { "\(type(of: service))" }

    // MARK: Ports

    /// The server of the calls' port. It has the routes of ops and analytics too, unless they have their own port.
    private func callServer() throws -> any Service {
        let settings = context.settings
        let address = BindAddress.hostname(settings.server.host, port: settings.server.port)
        return try port(address, isEncrypted: true, onRunning).server(calls.server) { router in
            calls.addRoutes(to: router)
            sessions.add(to: router)
            ClientPageRoutes(context.settings, desk: calls.sessions).add(to: router)
            if settings.access.port == nil { addOpsRoutes(to: router) }
        }
    }

    /// The server of OPS_PORT; nil if none is set. On a loopback address it needs no TLS.
    private func opsServer() throws -> (any Service)? {
        let access = context.settings.access
        guard let number = access.port else { return nil }
        let isEncrypted = !WebAddress.isLoopback(access.host)
        return try port(.hostname(access.host, port: number), isEncrypted: isEncrypted, onOpsRunning)
            .server(ops.server) { addOpsRoutes(to: $0) }
    }

    private func port(
        _ address: BindAddress, isEncrypted: Bool, _ onRunning: @escaping @Sendable (Int) async -> Void
    ) -> ServerPort {
        ServerPort(
            context.settings.server, doorkeeper: context.doorkeeper, requests: telemetry.metrics.requests,
            address: address, isEncrypted: isEncrypted, group: context.group, logger: context.logger,
            onRunning: onRunning)
    }

    private func addOpsRoutes(to router: Router<ClientRequestContext>) {
        ops.addRoutes(to: router)
        analytics.add(to: router)
    }

    // MARK: Control

    /// Takes from newly read settings what may change while the server runs (`SettingsKey.isLive`); the log's level is
    /// set by its owner. It reads files: not for an event loop.
    package func take(_ settings: Settings) async {
        context.live.take(settings)
        await admission.change()
    }

    /// Begins the drain that ends the process: no more calls; live calls have the grace to end.
    package func stop() async { await admission.stop() }

    /// Hurries that drain: the first call of this function has live calls asked to end now, the second has them cut
    /// off.
    package func hurry() async { await supervisor.hurry() }

    // MARK: Looking

    /// Knows all calls, and admits new ones.
    package var supervisor: CallSupervisor { admission.supervisor }
    /// Counts what tenants have used and spent today.
    package var spend: SpendBook { admission.spend }

    /// What callers of that number hear first; nil if no tenant answers it.
    package func greeting(forDialled number: String) -> String? { tenant(forDialled: number)?.greeting }

    /// The tenant that answers that number now.
    package func tenant(forDialled number: String) -> Tenant? { calls.tenant(forDialled: number) }

    /// Whether callers of that number hear their greeting from a recording.
    package func hasGreeting(forDialled number: String) -> Bool { calls.hasGreeting(forDialled: number) }
}
