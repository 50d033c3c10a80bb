package import CoraPostgres
import Foundation

/// The real PgBouncer, which pools transactions, before a private PostgreSQL; on a port of loopback. Debian's package
/// `pgbouncer` (`Scripts/setup test`).
package final class PgBouncer: Sendable {
    /// Why it does not run.
    package struct Failed: Error, CustomStringConvertible {
        package var description: String
    }

    /// The port on 127.0.0.1.
    package let port: Int
    /// The folder of its files.
    private let folder: String
    private let process: Int32

    private init(port: Int, folder: String, process: Int32) {
        self.port = port
        self.folder = folder
        self.process = process
    }

    /// Starts it, and waits until it answers.
    /// - Parameters:
    ///   - server: the connection string of the PostgreSQL, by its Unix socket.
    ///   - servers: how many connections it may have to the PostgreSQL.
    ///   - settings: further lines of its configuration.
    package static func start(
        before server: PostgresConninfo, servers: Int, settings: [String] = []
    ) async throws -> PgBouncer {
        for attempt in 1... {
            do {
                return try await startOnce(before: server, servers: servers, settings: settings)
            } catch let error as Failed {
                // Somebody else may have taken the port meanwhile.
                guard attempt < 3 else { throw error }
            }
        }
        throw Failed(description: "pgbouncer does not start")
    }

    /// Runs `body` with a PgBouncer that is gone afterwards.
    package static func with<Value>(
        before server: PostgresConninfo, servers: Int, settings: [String] = [],
        _ body: (PgBouncer) async throws -> Value
    ) async throws -> Value {
        let bouncer = try await start(before: server, servers: servers, settings: settings)
        defer { bouncer.stop() }
        return try await body(bouncer)
    }

    /// The connection string through it: that of the server, with this address.
    package func conninfo(of server: PostgresConninfo) throws -> PostgresConninfo {
        let (user, database) = (server["user"] ?? "", server["dbname"] ?? "")
        return try PostgresConninfo("host=127.0.0.1 port=\(port) user=\(user) dbname=\(database)")
    }

    /// Ends it at once.
    package func stop() {
        kill(process, SIGKILL)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static func startOnce(
        before server: PostgresConninfo, servers: Int, settings: [String]
    ) async throws -> PgBouncer {
        let folder = "/tmp/cora-bouncer-" + UUID().uuidString.prefix(8).lowercased()
        let port = try freePort()
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        try write("\"\(server["user"] ?? "")\" \"\"\n", to: folder + "/users.txt")
        let lines =
            [
                "[databases]", "* = host=\(server["host"] ?? "") port=\(server["port"] ?? "5432")",
                "[pgbouncer]", "listen_addr = 127.0.0.1", "listen_port = \(port)", "unix_socket_dir =",
                "auth_type = trust", "auth_file = \(folder)/users.txt", "pool_mode = transaction",
                "default_pool_size = \(servers)", "max_client_conn = 100",
            ] + settings
        try write(lines.joined(separator: "\n") + "\n", to: folder + "/pgbouncer.ini")
        guard let process = spawn(folder: folder) else {
            try? FileManager.default.removeItem(atPath: folder)
            throw Failed(description: "pgbouncer cannot be run: apt-get install pgbouncer")
        }
        let bouncer = PgBouncer(port: port, folder: folder, process: process)
        let conninfo = try bouncer.conninfo(of: server)
        for _ in 0..<200 {
            if let connection = try? await PostgresConnection.open(conninfo.text, logger: TestServer.logger) {
                await connection.close()
                return bouncer
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        let log = FileManager.default.contents(atPath: folder + "/log").map { String(decoding: $0, as: UTF8.self) }
        bouncer.stop()
        throw Failed(description: "pgbouncer does not answer: \(log ?? "no log")")
    }

    /// Runs the program; as `postgres` if this process is root's, whom it refuses.
    private static func spawn(folder: String) -> Int32? {
        var words = ["pgbouncer", folder + "/pgbouncer.ini"]
        if geteuid() == 0 {
            words = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups", "--"] + words
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, folder + "/log", O_WRONLY | O_CREAT, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        let path = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]
        let arguments = words.map { strdup($0) } + [nil]
        let environment = path.map { strdup($0) } + [nil]
        defer { for text in arguments + environment { free(text) } }
        var process = pid_t()
        let program = words[0] == "setpriv" ? "/usr/bin/setpriv" : "/usr/sbin/pgbouncer"
        guard posix_spawn(&process, program, &actions, nil, arguments, environment) == 0 else { return nil }
        return process
    }

    private static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        guard chmod(path, 0o644) == 0 else { throw Failed(description: "\(path) cannot be made readable") }
    }

    /// A port of loopback that was free a moment ago.
    package static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failed(description: "no socket") }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr = in_addr(s_addr: inet_addr("127.0.0.1"))
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw Failed(description: "no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
