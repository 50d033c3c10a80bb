import CoraCall
import CoraDevPostgres
import CoraPostgres
import CoraStore
import Foundation
import StoreTesting
import Synchronization
import Testing

/// Calls that go on while everything around them breaks.
@Suite(.serialized)
struct BrokenStoreTests {
    private static let calls = 5

    /// Accepts turns until told to stop. Returned: how many each call has.
    private static func talk(to outbox: Outbox, while goesOn: @Sendable () -> Bool) async throws -> Int {
        for call in 1...calls { _ = outbox.accept(StoreCall(call).rows(.started)) }
        var spoken = 0
        while goesOn() {
            spoken += 1
            for call in 1...calls { #expect(outbox.accept(StoreCall(call).turn(spoken, "turn \(spoken)"))) }
            try await Task.sleep(for: .milliseconds(5))
        }
        return spoken
    }

    private static func check(_ server: StoreServer, _ spoken: Int) async throws {
        for call in 1...calls {
            // When a row's transaction began is when it came; those of one transaction came together.
            let stored = try await server.column(
                "SELECT sequence FROM call_turns WHERE call_id = $1 ORDER BY created_at, sequence",
                [.uuid(StoreCall(call).ticket.callID)])
            #expect(stored == (1...spoken).map(String.init))
        }
    }

    /// Talks while `trouble` happens, then waits for the writer to be through.
    private static func endure(
        isDurable: Bool = false, settings: [String: String] = [:], minimumFailures: Int = 1,
        _ trouble: @escaping @Sendable (StoreServer, EmbeddedPostgres) async throws -> Void
    ) async throws {
        try await StoreServer.withOwn(isDurable: isDurable, settings: settings) { server, postgres in
            try await OutboxFolder.with { folder in
                let outbox = try folder.open()
                let conversation = Conversation()
                let (spoken, figures) = try await server.writing(outbox) { writer in
                    async let spoken = talk(to: outbox) { !conversation.isOver }
                    try await Task.sleep(for: .milliseconds(300))
                    do { try await trouble(server, postgres) } catch { Issue.record(error) }
                    try await Task.sleep(for: .milliseconds(300))
                    conversation.end()
                    let count = try await spoken
                    for _ in 1...300 where outbox.figures.rows > 0 { try await Task.sleep(for: .milliseconds(100)) }
                    return (count, writer.figures)
                }
                try await check(server, spoken)
                #expect(outbox.figures.shelved == 0)
                #expect(outbox.figures.rows == 0)
                #expect(figures.failures >= minimumFailures)
                await outbox.close()
            }
        }
    }

    @Test(.timeLimit(.minutes(4)))
    func `PostgreSQL stopped for 30 s under load and started again`() async throws {
        try await Self.endure { _, postgres in
            await postgres.stop()
            try await Task.sleep(for: .seconds(30))
            let again = try await StoreServer.start(postgres.folder)
            // The guest's server is stopped when this test is over, by its own stop.
            StoppedServers.keep(again)
        }
        await StoppedServers.stopAll()
    }

    @Test(.timeLimit(.minutes(3)))
    func `backends ended by the administrator, again and again`() async throws {
        try await Self.endure(minimumFailures: 0) { server, _ in
            for _ in 1...20 {
                _ = try? await server.pool.query(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()
                    """)
                try await Task.sleep(for: .milliseconds(60))
            }
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a backend killed with -9, so that the whole server recovers`() async throws {
        try await Self.endure(isDurable: true, minimumFailures: 0) { server, _ in
            guard let pid = try await server.one("SELECT pg_backend_pid()").flatMap({ Int32($0) }) else { return }
            #expect(kill(pid, SIGKILL) == 0)
            try await Task.sleep(for: .seconds(1))
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a primary that turns read-only for a while`() async throws {
        try await Self.endure { server, _ in
            try await Self.set("ON", on: server)
            try await Task.sleep(for: .seconds(1))
            try await Self.set("OFF", on: server)
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `no connection left on the server: others hold them all`() async throws {
        try await Self.endure(settings: ["max_connections": "8", "superuser_reserved_connections": "0"]) { server, _ in
            let others = try await Crowd.gather(8, at: server)
            try await Task.sleep(for: .seconds(4))
            await others.leave()
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `serialization failures and deadlocks: tried again, and no row is blamed`() async throws {
        try await Self.endure(minimumFailures: 8) { server, _ in
            let connection = try await PostgresConnection.open(
                server.conninfo.text, logger: StoreServer.logger)
            // A sequence counts on through rollbacks.
            try await connection.script(
                """
                CREATE SEQUENCE troubles;
                CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  CASE nextval('troubles')
                    WHEN 1, 3, 5, 7 THEN RAISE EXCEPTION 'could not serialize access' USING ERRCODE = '40001';
                    WHEN 2, 4, 6, 8 THEN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01';
                    ELSE RETURN NULL;
                  END CASE;
                END $$;
                CREATE TRIGGER trouble AFTER INSERT ON call_turns FOR EACH STATEMENT EXECUTE FUNCTION trouble();
                """)
            await connection.close()
            for _ in 1...300 {
                if try await server.one("SELECT last_value > 8 FROM troubles") == "t" { break }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    @Test(.timeLimit(.minutes(3)))
    func `a real deadlock with somebody who changes the same calls`() async throws {
        try await Self.endure(settings: ["deadlock_timeout": "20ms"], minimumFailures: 0) { server, _ in
            let connection = try await PostgresConnection.open(
                server.conninfo.text, logger: StoreServer.logger)
            // Each turn locks its call's key; this locks the same keys, in an order of its own, and holds them.
            for round in 1...20 {
                _ = try? await connection.transaction { connection in
                    for call in round.isMultiple(of: 2) ? [1, 2, 3, 4, 5] : [5, 4, 3, 2, 1] {
                        _ = try await connection.query(
                            "SELECT 1 FROM calls WHERE id = $1 FOR UPDATE", [.uuid(StoreCall(call).ticket.callID)])
                        try await Task.sleep(for: .milliseconds(10))
                    }
                }
            }
            await connection.close()
        }
    }

    private static func set(_ value: String, on server: StoreServer) async throws {
        let connection = try await PostgresConnection.open(
            server.conninfo.text, logger: StoreServer.logger)
        _ = try await connection.query("SET default_transaction_read_only = off")
        _ = try await connection.query("ALTER SYSTEM SET default_transaction_read_only = \(value)")
        _ = try await connection.query("SELECT pg_reload_conf()")
        await connection.close()
    }

    @Test(.timeLimit(.minutes(3)))
    func `the writer's process killed with -9 in the middle of a burst`() async throws {
        try await StoreServer.with { server in
            try await OutboxFolder.with { folder in
                var noted: [String] = []
                for round in 1...3 {
                    noted += try await BurstWriter.runAndKill(
                        folder.path, server.conninfo.text, lines: 1500 * round)
                }
                let outbox = try folder.open()
                let left = outbox.figures.rows
                try await server.writing(outbox) { _ in }
                let stored = try await server.column("SELECT id FROM call_turns")
                #expect(Set(stored).count == stored.count)
                #expect(Set(noted).subtracting(stored).isEmpty)
                // Rows that were on disk but not yet noted down are there too: the last group of each round at most.
                #expect(stored.count - noted.count <= 3 * 80)
                #expect(noted.count >= 9000)
                #expect(left > 0)
                #expect(outbox.figures.rows == 0 && outbox.figures.shelved == 0)
                await outbox.close()
            }
        }
    }
}

/// Whether the talking goes on.
private final class Conversation: Sendable {
    private let ended = Atomic(false)

    var isOver: Bool { ended.load(ordering: .relaxed) }

    func end() {
        ended.store(true, ordering: .relaxed)
    }
}

/// Connections that somebody else holds.
private struct Crowd {
    private var connections: [PostgresConnection] = []

    /// Takes every place on the server, also those of clients that are connected already.
    static func gather(_ places: Int, at server: StoreServer) async throws -> Crowd {
        var crowd = Crowd()
        for _ in 1...200 where crowd.connections.count < places {
            do throws(PostgresError) {
                let connection = try await PostgresConnection.open(
                    server.conninfo.text, logger: StoreServer.logger)
                crowd.connections.append(connection)
            } catch {
                #expect(error.sqlState == "53300")
                // Other clients are disconnected; the crowd takes their places at once.
                _ = try await crowd.connections.first?.query(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE backend_type = 'client backend' AND pid <> ALL ($1::int[])
                    """, [.text("{\(try await crowd.processes().joined(separator: ","))}")])
            }
        }
        #expect(crowd.connections.count == places)
        return crowd
    }

    private func processes() async throws -> [String] {
        var all: [String] = []
        for connection in connections {
            if let pid = try await connection.query("SELECT pg_backend_pid()").first?[0] { all.append(pid) }
        }
        return all
    }

    func leave() async {
        for connection in connections { await connection.close() }
    }
}

/// Servers that a test started anew.
private enum StoppedServers {
    private static let servers = Mutex<[EmbeddedPostgres]>([])

    static func keep(_ server: EmbeddedPostgres) {
        servers.withLock { $0.append(server) }
    }

    static func stopAll() async {
        let all = servers.withLock { servers in
            defer { servers = [] }
            return servers
        }
        for server in all { await server.stop() }
    }
}

/// The process that is killed.
private enum BurstWriter {
    static let path: String = {
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return tests.deletingLastPathComponent().appendingPathComponent("BurstWriter").path
    }()

    /// Returned: the ids it had noted down when it was killed.
    static func runAndKill(_ outbox: String, _ conninfo: String, lines: Int) async throws -> [String] {
        let notes = outbox + ".notes-\(lines)"
        defer { try? FileManager.default.removeItem(atPath: notes) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = [outbox, conninfo, notes]
        try process.run()
        var noted: [String] = []
        while noted.count < lines, process.isRunning {
            try await Task.sleep(for: .milliseconds(10))
            let text = (try? String(contentsOfFile: notes, encoding: .utf8)) ?? ""
            noted = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        }
        #expect(process.isRunning)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        let text = try String(contentsOfFile: notes, encoding: .utf8)
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
}
