import CoraDevPostgres
import CoraPostgres
import Foundation
import StoreTesting
import Testing

/// `sslmode=verify-full` against a server whose certificate a private authority has signed, as Supabase's is.
@Suite(.serialized, .timeLimit(.minutes(2))) struct PostgresTLSTests {
    /// A server that takes TLS alone, and what a client needs to know of it.
    private struct Server {
        var port: Int
        /// The certificate of the authority that signed the server's, and of one that did not.
        var root: String
        var otherRoot: String

        func conninfo(host: String, root: String) -> String {
            "host=\(host) hostaddr=127.0.0.1 port=\(port) user=cora dbname=cora sslmode=verify-full sslrootcert=\(root)"
        }
    }

    private static func with(_ body: (Server) async throws -> Void) async throws {
        // The server reads its files as its own user, who must be able to get there.
        let folder = "/tmp/cora-tls-" + UUID().uuidString.prefix(8).lowercased()
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data("local all all trust\nhostssl all all 127.0.0.1/32 trust\n".utf8)
            .write(to: URL(filePath: folder + "/hba.conf"))
        try Authority.make(in: folder)
        let port = try PgBouncer.freePort()
        let postgres = try await TestServer.own([
            "listen_addresses": "127.0.0.1", "port": "\(port)", "hba_file": folder + "/hba.conf", "ssl": "on",
            "ssl_cert_file": folder + "/server.pem", "ssl_key_file": folder + "/server.key",
        ])
        let server = Server(port: port, root: folder + "/root.pem", otherRoot: folder + "/other.pem")
        let result: Result<Void, any Error>
        do { result = .success(try await body(server)) } catch { result = .failure(error) }
        await TestServer.remove(postgres)
        try result.get()
    }

    @Test func `a server that proves its name is let in; any other is refused at once, with what to do`() async throws {
        try await Self.with { server in
            let good = server.conninfo(host: "db.cora.test", root: server.root)
            let connection = try await PostgresConnection.open(good, logger: TestServer.logger)
            let session = try await connection.query(
                "SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
            #expect(session.first?["ssl"] == "t")
            #expect(session.first?["version"]?.hasPrefix("TLSv1.") == true)
            await connection.close()
            for (host, root, words, hint) in [
                ("other.cora.test", server.root, "does not match host name", "the names in"),
                ("db.cora.test", server.otherRoot, "certificate verify failed", "not signed by"),
                ("db.cora.test", "/nowhere.pem", "/nowhere.pem", "path of a readable PEM"),
            ] {
                let conninfo = server.conninfo(host: host, root: root)
                let pool = PostgresPool(try PostgresConninfo(conninfo), logger: TestServer.logger)
                let error = await #expect(throws: PostgresError.self) {
                    try await pool.query("SELECT 1", deadline: .seconds(60))
                }
                #expect(error?.code == .misfit)
                #expect(error?.message.contains(words) == true, "\(error.map { "\($0)" } ?? "")")
                #expect(error?.hint?.contains(hint) == true)
                await pool.close()
            }
        }
    }
}

/// Certificates, made by openssl.
private enum Authority {
    private struct Failed: Error {
        var arguments: [String]
    }

    /// Makes `root.pem`, `other.pem`, and `server.pem` for `db.cora.test` with its key, which is the server's user's.
    static func make(in folder: String) throws {
        for name in ["root", "other"] {
            try openssl(
                request(folder, name) + [
                    "-x509", "-subj", "/CN=\(name)", "-addext", "basicConstraints=critical,CA:TRUE", "-out",
                    "\(folder)/\(name).pem",
                ])
        }
        try openssl(request(folder, "server") + ["-subj", "/CN=db.cora.test", "-out", folder + "/server.csr"])
        try Data("subjectAltName=DNS:db.cora.test\n".utf8).write(to: URL(filePath: folder + "/names"))
        try openssl([
            "x509", "-req", "-in", folder + "/server.csr", "-CA", folder + "/root.pem", "-CAkey", folder + "/root.key",
            "-CAcreateserial", "-days", "2", "-extfile", folder + "/names", "-out", folder + "/server.pem",
        ])
        for name in ["root.pem", "other.pem", "server.pem", "hba.conf"] { chmod("\(folder)/\(name)", 0o644) }
        if geteuid() == 0, let user = getpwnam("postgres") {
            chown(folder + "/server.key", user.pointee.pw_uid, user.pointee.pw_gid)
        }
        chmod(folder + "/server.key", 0o600)
    }

    private static func request(_ folder: String, _ name: String) -> [String] {
        [
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-keyout",
            "\(folder)/\(name).key",
        ]
    }

    private static func openssl(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(arguments: arguments) }
    }
}
