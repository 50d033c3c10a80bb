import CoraSettings
import CoraTelemetry
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import NIOCore
import NIOSSL
import ServiceLifecycle

/// Makes the HTTP server of one port: the calls', or that of the people who look after the server.
struct ServerPort {
    let context: ServerContext
    let requests: RequestMeter
    let address: BindAddress
    /// Whether TLS is put on top, if a certificate is set.
    let isEncrypted: Bool
    /// Called with the bound port once the server takes requests.
    let onRunning: @Sendable (Int) async -> Void

    /// Makes the server.
    /// - Parameters:
    ///   - builder: serves connections, without TLS.
    ///   - addRoutes: adds the routes to the port's router.
    /// - Throws: what TLS throws for a file it cannot use.
    func server(
        _ builder: HTTPServerBuilder, _ addRoutes: (Router<ClientRequestContext>) -> Void
    ) throws -> any Service {
        let router = Router(context: ClientRequestContext.self)
        router.add(middleware: RequestMetrics(meter: requests))
        router.add(middleware: ForwardedClient(proxies: context.settings.server.trustedProxies))
        addRoutes(router)
        return Application(
            router: router, server: isEncrypted ? try encrypted(builder) : builder,
            configuration: .init(address: address, serverName: "cora"),
            onServerRunning: { [onRunning, context] channel in
                try? await AcceptBackoff.guardAccepting(of: channel, context.doorkeeper, logger: context.logger)
                await onRunning(channel.localAddress?.port ?? 0)
            },
            eventLoopGroupProvider: .shared(context.group), logger: context.logger)
    }

    /// The server with TLS on top, if a certificate is set.
    private func encrypted(_ plain: HTTPServerBuilder) throws -> HTTPServerBuilder {
        let settings = context.settings.server
        guard let certificate = settings.certificateFile, let key = settings.keyFile else { return plain }
        let chain = try NIOSSLCertificate.fromPEMFile(certificate).map { NIOSSLCertificateSource.certificate($0) }
        return try .tls(
            plain,
            tlsConfiguration: .makeServerConfiguration(
                certificateChain: chain, privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))))
    }
}
