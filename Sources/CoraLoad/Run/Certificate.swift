import Foundation
package import NIOSSL

/// A certificate made for one run: self-signed, for this machine alone, by openssl(1). Both the model's port and the
/// server under test show it, and both trust it.
package struct LoadCertificate: Sendable {
    package let file: String
    package let key: String

    /// Openssl could not be run, or made none.
    package struct NotMade: Error, CustomStringConvertible {
        package var description: String { "openssl(1) made no certificate, which --tls needs" }
    }

    /// Makes one. Blocks for some milliseconds: only for the beginning of a command.
    /// - Throws: ``NotMade``.
    package init(in folder: String) throws(NotMade) {
        file = folder + "/certificate.pem"
        key = folder + "/key.pem"
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "2", "-subj", "/CN=cora-loadtest", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key,
            "-out", file,
        ]
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        do { try process.run() } catch { throw NotMade() }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw NotMade() }
    }

    /// For the model's port.
    package func serverContext() throws -> NIOSSLContext {
        try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: NIOSSLCertificate.fromPEMFile(file).map { .certificate($0) },
                privateKey: .privateKey(NIOSSLPrivateKey(file: key, format: .pem))))
    }

    /// For a client that trusts the certificates of a file besides the system's; of the system's alone, if none is named.
    package static func clientContext(trusting file: String?) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        if let file { configuration.additionalTrustRoots = [.file(file)] }
        return try NIOSSLContext(configuration: configuration)
    }
}
