import Foundation
import NIOSSL

/// A certificate made for one test: self-signed, for `localhost` and 127.0.0.1.
struct Certificate: Sendable {
    let directory: String
    var file: String { directory + "/cert.pem" }
    var key: String { directory + "/key.pem" }

    /// - Throws: `Failed` if openssl does not make one.
    init(for names: String = "DNS:localhost,IP:127.0.0.1", in directory: String) throws {
        self.directory = directory
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=cora-test", "-addext", "subjectAltName=\(names)", "-keyout", key, "-out", file,
        ]
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed() }
    }

    struct Failed: Error {}

    /// For a server that shows it.
    func serverContext() throws -> NIOSSLContext {
        try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: NIOSSLCertificate.fromPEMFile(file).map { .certificate($0) },
                privateKey: .privateKey(NIOSSLPrivateKey(file: key, format: .pem))))
    }

    /// For a client that trusts it and nothing else.
    var clientConfiguration: TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .file(file)
        return configuration
    }
}
