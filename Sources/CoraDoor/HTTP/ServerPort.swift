package import CoraSettings
package import CoraTelemetry
package import Hummingbird
package import HummingbirdCore
import HummingbirdTLS
package import Logging
package import NIOCore
import NIOSSL
package import ServiceLifecycle

/// Makes the HTTP server of one port: the calls', or that of the people who look after the server.
package struct ServerPort {
    private let settings: Settings.Server
    private let doorkeeper: Doorkeeper
    private let requests: RequestMeter
    private let address: BindAddress
    private let isEncrypted: Bool
    private let group: any EventLoopGroup
    private let logger: Logger
    private let onRunning: @Sendable (Int) async -> Void

    /// - Parameters:
    ///   - settings: the proxies that are trusted, and the certificate.
    ///   - doorkeeper: knows the connections of strangers.
    ///   - requests: counts and times requests.
    ///   - address: where the server listens.
    ///   - isEncrypted: whether TLS is put on top, if a certificate is set.
    ///   - group: the event loops of the connections.
    ///   - onRunning: called with the bound port once the server takes requests.
    package init(
        _ settings: Settings.Server, doorkeeper: Doorkeeper, requests: RequestMeter, address: BindAddress,
        isEncrypted: Bool, group: any EventLoopGroup, logger: Logger,
        onRunning: @escaping @Sendable (Int) async -> Void
    ) {
        self.settings = settings
        self.doorkeeper = doorkeeper
        self.requests = requests
        self.address = address
        self.isEncrypted = isEncrypted
        self.group = group
        self.logger = logger
        self.onRunning = onRunning
    }

    /// Makes the server.
    /// - Parameters:
    ///   - builder: serves connections, without TLS.
    ///   - addRoutes: adds the routes to the port's router.
    /// - Throws: what TLS throws for a file it cannot use.
    package func server(
        _ builder: HTTPServerBuilder, _ addRoutes: (Router<ClientRequestContext>) -> Void
    ) throws -> any Service {
        let router = Router(context: ClientRequestContext.self)
        router.add(middleware: RequestMetrics(meter: requests))
        router.add(middleware: ForwardedClient(proxies: settings.trustedProxies))
        addRoutes(router)
        return Application(
            router: router, server: isEncrypted ? try encrypted(builder) : builder,
            configuration: .init(address: address, serverName: "cora"),
            onServerRunning: { [onRunning, doorkeeper, logger] channel in
                try? await AcceptBackoff.guardAccepting(of: channel, doorkeeper, logger: logger)
                await onRunning(channel.localAddress?.port ?? 0)
            },
            eventLoopGroupProvider: .shared(group), logger: logger)
    }

    /// The server with TLS on top, if a certificate is set.
    private func encrypted(_ plain: HTTPServerBuilder) throws -> HTTPServerBuilder {
        guard let certificate = settings.certificateFile, let key = settings.keyFile else { return plain }
        let chain = try NIOSSLCertificate.fromPEMFile(certificate).map { NIOSSLCertificateSource.certificate($0) }
        return try .tls(
            plain,
            tlsConfiguration: .makeServerConfiguration(
                certificateChain: chain, privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))))
    }
}
