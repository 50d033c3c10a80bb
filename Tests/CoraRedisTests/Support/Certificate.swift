import Foundation

/// A certificate for the name `redis.test` and, if it is to be, for 127.0.0.1, that signs itself; made by openssl.
struct Certificate {
    let folder: String
    var file: String { folder + "/cert.pem" }
    var key: String { folder + "/key.pem" }

    /// Runs `body` with a certificate, whose files are gone afterwards.
    static func with<Value>(
        names: String = "DNS:redis.test,IP:127.0.0.1", _ body: (Certificate) async throws -> Value
    ) async throws -> Value {
        let folder = "/tmp/cora-redis-cert-" + UUID().uuidString.prefix(8).lowercased()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let certificate = Certificate(folder: folder)
        let openssl = try ServerProcess(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
                "-subj", "/CN=redis.test", "-addext", "subjectAltName=" + names, "-keyout", certificate.key, "-out",
                certificate.file,
            ], log: folder + "/log")
        let isMade = await eventually {
            FileManager.default.contents(atPath: certificate.file).map { String(decoding: $0, as: UTF8.self) }?
                .contains("END CERTIFICATE") == true
        }
        openssl.stop()
        guard isMade else { throw ServerProcess.Failed(description: "openssl makes no certificate") }
        return try await body(certificate)
    }

    /// What a Redis is told to serve it.
    var settings: [String] {
        [
            "--tls-cert-file", file, "--tls-key-file", key, "--tls-ca-cert-file", file, "--tls-auth-clients", "no",
        ]
    }
}
