import CoraBusiness
import CoraCall
import CoraDevPostgres
import CoraPostgres
import CoraStore
import CoraTenant
import CoraWire
import Foundation
import Logging
import Synchronization

@testable import CoraTools

/// A database of one test's own, with the schema, two tenants and the shipped listings, on a PostgreSQL that the tests
/// of this process share.
struct ToolDatabase: Sendable {
    static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    static let now = TestCall.now

    let pool: PostgresPool
    let executor: ToolExecutor

    private static let server = Task {
        let folder = FileManager.default.temporaryDirectory.path + "/cora-tools-\(getpid())"
        let server = try await EmbeddedPostgres.start(.init(folder: folder, isDurable: false), logger: logger)
        if let id = server.processID { process.withLock { $0 = (id, folder) } }
        atexit {
            guard let (id, folder) = ToolDatabase.process.withLock({ $0 }) else { return }
            kill(id, SIGQUIT)
            try? FileManager.default.removeItem(atPath: folder)
        }
        let connection = try await PostgresConnection.open(server.conninfo.text, logger: logger)
        _ = try await connection.query("CREATE DATABASE template_tools", timeout: .seconds(30))
        await connection.close()
        let template = server.conninfo.text.replacing("dbname=cora", with: "dbname=template_tools")
        try await fill(try PostgresConninfo(template))
        return server
    }
    private static let process = Mutex<(Int32, String)?>(nil)

    private static func fill(_ conninfo: PostgresConninfo) async throws {
        let connection = try await PostgresConnection.open(conninfo.text, logger: logger)
        _ = try await Migrator(logger: logger).up(on: connection)
        for tenant in ["ray", "sarah"] {
            _ = try await connection.query(
                "INSERT INTO tenants (id, agent_name, greeting_template) VALUES ($1, $1, 'Hi')", [.text(tenant)])
        }
        await connection.close()
        let pool = PostgresPool(conninfo, logger: logger)
        let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Config/properties.json")
        let listings = try PropertyListing.read(String(contentsOf: path, encoding: .utf8))
        _ = try await PropertyImport(pool).run(listings, for: "ray")
        var other = PropertyListing(
            id: "SF-1", address: "1 Lombard Street", city: "San José", price: 1_500_000, beds: 3, baths: 2)
        other.features = ["pool"]
        _ = try await PropertyImport(pool).run([other], for: "sarah")
        await pool.close()
    }

    static func with(_ body: (ToolDatabase) async throws -> Void) async throws {
        let server = try await server.value
        let name = "tools_" + UUID().uuidString.lowercased().replacing("-", with: "")
        let connection = try await PostgresConnection.open(server.conninfo.text, logger: logger)
        _ = try await connection.query(
            "SELECT pg_advisory_lock(1)", timeout: .seconds(60))
        _ = try await connection.query("CREATE DATABASE \(name) TEMPLATE template_tools", timeout: .seconds(60))
        await connection.close()
        let conninfo = try PostgresConninfo(server.conninfo.text.replacing("dbname=cora", with: "dbname=\(name)"))
        let pool = PostgresPool(conninfo, configuration: .init(size: 8), logger: logger)
        let executor = ToolExecutor(
            ToolRegistry.cora.tools(on: pool), deadline: .seconds(60), clocks: TestCall.clocks(), logger: logger)
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(ToolDatabase(pool: pool, executor: executor)))
        } catch {
            result = .failure(error)
        }
        await pool.close()
        try result.get()
    }

    /// Runs a tool and reads its envelope.
    func run(_ name: String, _ arguments: JSON, on ticket: CallTicket = TestCall.ticket()) async throws -> JSON {
        let outcome = await executor.run(
            ToolInvocation(id: "call_1", name: name, arguments: arguments.text), on: ticket)
        return try JSON.parse(outcome.envelope)
    }

    /// One value of one row.
    func one(_ sql: String) async throws -> String? {
        try await pool.query(sql).first?[0]
    }
}
