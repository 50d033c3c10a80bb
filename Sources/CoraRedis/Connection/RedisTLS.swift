import NIOCore
import NIOSSL

/// TLS of a connection: the whole chain and the name are checked, always.
struct RedisTLS: Sendable {
    private let context: NIOSSLContext
    private let serverName: String?

    /// Reads the certificates, which blocks: not for an event loop.
    /// - Throws: `RedisError.misuse`, if there are none to be read.
    init(_ settings: RedisURL.TLS) throws(RedisError) {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification = .fullVerification
        if let file = settings.certificates { configuration.trustRoots = .file(file) }
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw .misuse("the certificates of tls_ca cannot be read: \(RedisFailure.words(error))")
        }
        serverName = settings.serverName
    }

    /// The handler for a connection to a host. An address is checked as one: it must be in the certificate.
    func handler(for host: RedisHost) throws -> NIOSSLClientHandler {
        let name = serverName ?? host.name
        let isAddress = (try? SocketAddress(ipAddress: name, port: host.port)) != nil
        return try NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : name)
    }
}
