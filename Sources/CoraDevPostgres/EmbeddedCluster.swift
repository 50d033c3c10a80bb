import CoraPostgres
import Foundation
import Logging

/// The cluster in a folder, and the programs that make, start and stop it.
struct EmbeddedCluster: Sendable {
    private static let name = "cora"

    let folders: EmbeddedFolders
    private let programs: PostgresPrograms
    private let user: ServerUser
    private let configuration: EmbeddedPostgres.Configuration
    private let logger: Logger

    /// Finds the programs, and makes the folders.
    static func locate(
        _ configuration: EmbeddedPostgres.Configuration, logger: Logger
    ) async throws(EmbeddedPostgresError) -> EmbeddedCluster {
        let installed = await PostgresPrograms.installed()
        guard let newest = installed.first else { throw .notInstalled(searched: PostgresPrograms.searched) }
        let user = try ServerUser.current()
        let folders = try EmbeddedFolders.prepare(configuration.folder, for: user)
        let cluster = try? String(contentsOfFile: folders.data + "/PG_VERSION", encoding: .utf8)
        var programs = newest
        if let version = cluster?.trimmingCharacters(in: .whitespacesAndNewlines) {
            guard let same = installed.first(where: { $0.version == version }) else {
                throw .otherVersion(folder: folders.data, cluster: version, installed: installed.map(\.version))
            }
            programs = same
        }
        return EmbeddedCluster(
            folders: folders, programs: programs, user: user, configuration: configuration, logger: logger)
    }

    /// The process id of the server; nil if it does not run. The server works in its data folder, and `postmaster.pid`
    /// has its id.
    var postmaster: Int32? {
        guard let text = try? String(contentsOfFile: folders.data + "/postmaster.pid", encoding: .utf8),
            let first = text.split(separator: "\n").first, let id = Int32(first), kill(id, 0) == 0 || errno == EPERM
        else { return nil }
        return worksHere(id) ?? true ? id : nil
    }

    /// Makes the cluster if there is none, and starts the server if it does not run.
    func start() async throws(EmbeddedPostgresError) {
        if !FileManager.default.fileExists(atPath: folders.data + "/PG_VERSION") { try await make() }
        if postmaster != nil {
            logger.info("joining the postgres that an earlier process left", metadata: metadata)
            if await answers(within: .seconds(10)) { return }
            // A server that was stopping when it was found may be gone by now.
            if postmaster != nil { try await pgctl(["stop", "-m", "immediate"]) }
        }
        await orphansAreGone()
        removeStaleLock()
        try write(settings, to: folders.data + "/cora.conf")
        dropLongLog()
        let seconds = String(configuration.startTimeout.components.seconds)
        do throws(EmbeddedPostgresError) {
            try await pgctl(["start", "-t", seconds, "-l", folders.log, "-s"])
        } catch {
            throw .failed(program: "postgres", output: logTail ?? "\(error)")
        }
        logger.info("postgres started", metadata: metadata)
    }

    /// Waits for the server and for CORA's own database in it, and makes the database if it is missing.
    func awaitDatabase() async throws(EmbeddedPostgresError) -> PostgresConninfo {
        guard await answers(within: configuration.startTimeout) else { throw .timeout(folder: folders.root) }
        do throws(PostgresError) {
            let connection = try await PostgresConnection.open(conninfo(database: "postgres"), logger: logger)
            let exists = try await connection.query(
                "SELECT 1 FROM pg_database WHERE datname = $1", [.text(Self.name)])
            if exists.count == 0 { try await createDatabase(on: connection) }
            await connection.close()
            return try PostgresConninfo(conninfo(database: Self.name))
        } catch {
            throw .failed(program: "postgres", output: "\(error)")
        }
    }

    /// Stops the server: in the mode `fast`, and if that takes too long, at once; the next start recovers from that.
    func stop() async {
        do throws(EmbeddedPostgresError) {
            try await pgctl(["stop", "-m", "fast", "-t", "30", "-s"])
        } catch {
            guard postmaster != nil else { return }
            logger.warning("postgres did not stop, stopping it at once", metadata: ["cora.postgres.error": "\(error)"])
            try? await pgctl(["stop", "-m", "immediate", "-s"])
        }
    }

    // MARK: Making

    private func make() async throws(EmbeddedPostgresError) {
        logger.info("making a postgres cluster", metadata: metadata)
        // The cluster is made under another name: an unfinished one never looks like a cluster.
        do throws(EmbeddedPostgresError) {
            try await initialise(locale: "C.UTF-8")
        } catch {
            try await initialise(locale: "C")
        }
        let main = folders.unfinished + "/postgresql.conf"
        let text = (try? String(contentsOfFile: main, encoding: .utf8)) ?? ""
        try write(text + "\ninclude_if_exists = 'cora.conf'\n", to: main)
        guard rename(folders.unfinished, folders.data) == 0 else {
            throw .folder(folders.data, why: String(cString: strerror(errno)))
        }
    }

    private func initialise(locale: String) async throws(EmbeddedPostgresError) {
        try? FileManager.default.removeItem(atPath: folders.unfinished)
        let durability = configuration.isDurable ? [] : ["--no-sync"]
        try await Command(
            programs.path("initdb"),
            [
                "-D", folders.unfinished, "-U", Self.name, "-E", "UTF8", "--locale=" + locale,
                "--auth-local=trust", "--auth-host=reject", "--no-instructions",
            ] + durability
        ).run(as: user.name).run()
    }

    private func createDatabase(on connection: PostgresConnection) async throws(PostgresError) {
        do throws(PostgresError) {
            _ = try await connection.query("CREATE DATABASE \(Self.name)", timeout: .seconds(30))
        } catch {
            // duplicate_database, unique_violation: another process made it meanwhile.
            guard error.sqlState == "42P04" || error.sqlState == "23505" else { throw error }
        }
    }

    private var settings: String {
        var all = [
            "listen_addresses": "", "unix_socket_directories": folders.socket, "unix_socket_permissions": "0700",
            "port": "5432", "max_connections": "60", "shared_buffers": "64MB", "timezone": "UTC",
            "log_timezone": "UTC", "wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "1GB",
        ]
        if !configuration.isDurable {
            all.merge(["fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"]) { $1 }
        }
        all.merge(configuration.settings) { $1 }
        return all.sorted { $0.key < $1.key }
            .map { "\($0.key) = '\($0.value.replacingOccurrences(of: "'", with: "''"))'\n" }.joined()
    }

    /// Writes a file that the server's user can read; only that user (and root) can enter the folder.
    private func write(_ text: String, to path: String) throws(EmbeddedPostgresError) {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        } catch {
            throw .folder(path, why: "it cannot be written")
        }
        guard chmod(path, 0o644) == 0 else { throw .folder(path, why: String(cString: strerror(errno))) }
    }

    // MARK: Running

    private func pgctl(_ arguments: [String]) async throws(EmbeddedPostgresError) {
        try await Command(programs.path("pg_ctl"), arguments + ["-w", "-D", folders.data])
            .run(behind: BackgroundPriority.niceness).run(as: user.name).run()
    }

    private func answers(within timeout: Duration) async -> Bool {
        let end = ContinuousClock.now.advanced(by: timeout)
        while ContinuousClock.now < end, !Task.isCancelled {
            let attempt = try? await PostgresConnection.open(
                conninfo(database: "postgres"), logger: logger, timeout: .seconds(2))
            if let attempt {
                await attempt.close()
                return true
            }
            try? await Task.sleep(for: .milliseconds(50))
        }
        return false
    }

    /// Waits until the children of a killed server are gone. They leave within moments; until then no new server can
    /// start.
    private func orphansAreGone() async {
        for _ in 0..<100 where processes.contains(where: { worksHere($0) == true }) {
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Removes the lock files of a dead server. PostgreSQL does so itself, except if the dead server's process id
    /// belongs to another process now, as after a container's restart.
    private func removeStaleLock() {
        let nobodyWorksHere = processes.allSatisfy { worksHere($0) == false }
        guard !processes.isEmpty, nobodyWorksHere else { return }
        unlink(folders.data + "/postmaster.pid")
        unlink(folders.socket + "/.s.PGSQL.\(port).lock")
    }

    /// The ids of all processes; empty if there is no `/proc`.
    private var processes: [Int32] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int32($0) }
    }

    /// Whether a process works in the data folder, as the server and its children do; nil if that cannot be told.
    private func worksHere(_ process: Int32) -> Bool? {
        guard FileManager.default.fileExists(atPath: "/proc/self/cwd") else { return nil }
        let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/cwd")
        return place == URL(fileURLWithPath: folders.data).resolvingSymlinksInPath().path
    }

    private func conninfo(database: String) -> String {
        let host = folders.socket.replacingOccurrences(of: #"\"#, with: #"\\"#)
            .replacingOccurrences(of: "'", with: #"\'"#)
        return "host='\(host)' port=\(port) user=\(Self.name) dbname=\(database)"
    }

    /// The number in the socket's name, and the TCP port if the settings have the server listen on one.
    private var port: String { configuration.settings["port"] ?? "5432" }

    private func dropLongLog() {
        let size = (try? FileManager.default.attributesOfItem(atPath: folders.log))?[.size] as? Int
        if let size, size > 10_000_000 { unlink(folders.log) }
    }

    private var logTail: String? {
        let text = FileManager.default.contents(atPath: folders.log).map { String(decoding: $0, as: UTF8.self) }
        return text.map { String($0.suffix(2_000)) }
    }

    private var metadata: Logger.Metadata { ["cora.postgres.folder": "\(folders.root)"] }
}
