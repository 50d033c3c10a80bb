import Foundation
import Synchronization

/// A real Redis, or Sentinel, of a test's own, on a port of loopback, with a folder of its own. Debian's packages
/// `redis-server` and `redis-sentinel` (`Scripts/setup test`).
final class RedisServer: Sendable {
    /// The port on 127.0.0.1.
    let port: Int
    private let folder: String
    private let program: String
    private let arguments: [String]
    private let process = Mutex<ServerProcess?>(nil)

    private init(_ program: String, port: Int, folder: String, _ arguments: [String]) {
        (self.program, self.port, self.folder, self.arguments) = (program, port, folder, arguments)
    }

    /// Runs `body` with a Redis, which is gone afterwards.
    /// - Parameter settings: further arguments, as in `["--maxmemory", "2mb"]`. With a certificate it speaks TLS alone.
    static func with<Value>(_ settings: [String] = [], _ body: (RedisServer) async throws -> Value) async throws
        -> Value
    {
        let isTLS = settings.contains("--tls-cert-file")
        // The bus of a cluster would be at the port 10,000 above, which there may not be.
        let bus = settings.contains("--cluster-enabled") ? ["--cluster-port", "\(try await LoopbackPort.free())"] : []
        return try await run("/usr/bin/redis-server", body) { port, folder in
            (isTLS ? ["--port", "0", "--tls-port", "\(port)"] : ["--port", "\(port)"])
                + ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0"]
                + bus + settings + ["--dir", folder]
        }
    }

    /// Runs `body` with a Sentinel that watches the master at a port, under the name `m`.
    static func withSentinel<Value>(
        of master: Int, _ body: (RedisServer) async throws -> Value
    ) async throws -> Value {
        try await run("/usr/bin/redis-sentinel", body) { port, folder in
            // It writes to its file.
            let lines = [
                "port \(port)", "bind 127.0.0.1", "sentinel monitor m 127.0.0.1 \(master) 1",
                "sentinel down-after-milliseconds m 500", "sentinel failover-timeout m 5000", "dir \(folder)",
            ]
            let file = folder + "/sentinel.conf"
            try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: file))
            return [file]
        }
    }

    private static func run<Value>(
        _ program: String, _ body: (RedisServer) async throws -> Value,
        arguments: (_ port: Int, _ folder: String) throws -> [String]
    ) async throws -> Value {
        let folder = "/tmp/cora-redis-" + UUID().uuidString.prefix(8).lowercased()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let port = try await LoopbackPort.free()
        let server = RedisServer(program, port: port, folder: folder, try arguments(port, folder))
        defer { server.kill() }
        try await server.start()
        return try await body(server)
    }

    /// The address for clients.
    var address: String { "redis://127.0.0.1:\(port)" }

    /// Starts it, anew after ``kill()``, and waits until it listens.
    func start() async throws {
        let started = try ServerProcess(program, arguments, log: folder + "/log")
        process.withLock { $0 = started }
        guard await eventually({ await LoopbackPort.isListening(port) }) else {
            let log = FileManager.default.contents(atPath: folder + "/log").map { String(decoding: $0, as: UTF8.self) }
            throw ServerProcess.Failed(description: "\(program) does not listen: \(log ?? "no log")")
        }
    }

    /// Ends it at once, as `kill -9` does.
    func kill() {
        process.withLock { process in
            process?.stop()
            process = nil
        }
    }

    /// Stops it in its tracks, as a stalled machine does.
    func freeze() { process.withLock { $0?.signal(SIGSTOP) } }

    /// Lets it go on.
    func thaw() { process.withLock { $0?.signal(SIGCONT) } }
}
