import CoraLoad
import Foundation
import NIOSSL

/// TLS on both sides of a server: a certificate of a run's own, which the server shows to callers and the load's model
/// shows to the server.
struct LoadTLS: Sendable {
    /// The settings by which `cora serve` shows and trusts it.
    let settings: [String: String]
    /// For the model's port.
    let server: NIOSSLContext
    /// For callers.
    let client: NIOSSLContext

    /// Makes a certificate in a folder, by openssl(1).
    /// - Throws: `LoadCertificate.NotMade`, or NIOSSL's error.
    init(in folder: String) throws {
        let certificate = try LoadCertificate(in: folder)
        settings = [
            "TLS_CERTIFICATE_FILE": certificate.file, "TLS_KEY_FILE": certificate.key,
            "OPENAI_CA_FILE": certificate.file,
        ]
        server = try certificate.serverContext()
        client = try LoadCertificate.clientContext(trusting: certificate.file)
    }
}
