import CoraBusiness
import CoraCall
import CoraRealtime
import CoraStore
import CoraTelemetry
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

// Ops, metrics and analytics: on the port of the calls, or on a port of their own.
extension CoraApplication {
    /// Adds every route for people who look after the server, to the router of either port. Health is not among them.
    func addOpsRoutes(to router: Router<ClientRequestContext>) {
        AccessRoutes(gate: gate).add(to: router)
        OpsRoutes(
            watch: watch, reader: reader, supervisor: supervisor, gate: gate,
            deadline: { [live] in live.current.server.drainDeadline }, logger: logger
        ).add(to: router)
        OpsPageRoutes(events: news, runbook: "Config/runbook.md") { [gate] request, address in
            gate.refusal(of: request, from: address, wanting: .read)
        }.add(to: router)
        MetricsRoutes(metrics: metrics, stats: { [watch] in await watch.stats() }) { [gate] request, address in
            gate.refusal(of: request, from: address, wanting: .read)
        }.add(to: router)
        analyticsRoutes.add(to: router)
    }

    private var analyticsRoutes: AnalyticsRoutes {
        let tokens = store.map { store in
            let tokens = AccessTokenStore(store.pool)
            return TenantTokens(
                load: { try await tokens.good() }, note: { try? await tokens.used($0) },
                now: Clocks.system.steady)
        }
        return AnalyticsRoutes(
            access: AnalyticsAccess(gate: gate, tokens: tokens), pool: store?.reports,
            today: { Clocks.system.wall().day }, logger: logger)
    }

    /// The server on OPS_PORT; nil if none is set.
    func opsApplication() throws -> (some ApplicationProtocol)? {
        guard let port = settings.access.port else { return nil as Application<RouterResponder<ClientRequestContext>>? }
        let router = Router(context: ClientRequestContext.self)
        router.add(middleware: ForwardedClient(proxies: settings.server.trustedProxies))
        router.add(middleware: RequestMetrics(meter: metrics.requests))
        addOpsRoutes(to: router)
        let plain = HTTPServerBuilder.http1(configuration: .init(idleTimeout: .seconds(60)))
        let isLocal = WebAddress.isLoopback(settings.access.host)
        return Application(
            router: router, server: isLocal ? plain : try encrypted(plain) ?? plain,
            configuration: .init(address: .hostname(settings.access.host, port: port), serverName: "cora"),
            onServerRunning: { [onOpsRunning] channel in await onOpsRunning(channel.localAddress?.port ?? 0) },
            eventLoopGroupProvider: .shared(group), logger: logger)
    }
}

extension AccessGate {
    /// Makes the gate for the tokens that the settings name.
    convenience init(_ settings: Settings.Access, logger: Logger) {
        let tokens = [
            settings.opsToken.map { Token($0, .act) }, settings.opsReadToken.map { Token($0, .read) },
        ].compactMap(\.self)
        self.init(tokens: tokens, logger: logger, now: Clocks.system.steady)
    }
}
