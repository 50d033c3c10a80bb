package import CoraDevPostgres
package import CoraPostgres
import CoraStore
import Foundation
package import Logging
import Synchronization

/// The PostgreSQL that tests share, and databases of their own on it. It stops with the process.
package enum TestServer {
    package static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private static let shared = Task {
        let folder = FileManager.default.temporaryDirectory.path + "/cora-tests-\(geteuid())/postgres"
        let configuration = EmbeddedPostgres.Configuration(folder: folder, isDurable: false)
        let server = try await EmbeddedPostgres.start(configuration, logger: logger)
        if server.isOwner { stopAtExit(server) }
        return server
    }

    private static let processes = Mutex<[Int32]>([])

    /// Also when a test fails halfway. SIGINT is PostgreSQL's fast shutdown.
    private static func stopAtExit(_ server: EmbeddedPostgres) {
        let isFirst = processes.withLock { all in
            if let id = server.processID { all.append(id) }
            return all.count == 1
        }
        if isFirst { atexit { TestServer.processes.withLock { for id in $0 { kill(id, SIGINT) } } } }
    }

    /// The conninfo of a new database, empty if it is no copy.
    package static func database(copyOf template: String? = nil) async throws -> PostgresConninfo {
        let server = try await shared.value
        let name = "test_" + UUID().uuidString.lowercased().replacing("-", with: "")
        let connection = try await PostgresConnection.open(server.conninfo.text, logger: logger)
        let copied = template.map { " TEMPLATE \($0)" } ?? ""
        _ = try await connection.query("CREATE DATABASE \(name)\(copied)", timeout: .seconds(30))
        await connection.close()
        return try PostgresConninfo(server.conninfo.text.replacing("dbname=cora", with: "dbname=\(name)"))
    }

    /// The database that has the schema, of which others are copies.
    private static let template = Task {
        let conninfo = try await database()
        let connection = try await PostgresConnection.open(conninfo.text, logger: logger)
        _ = try await Migrator(logger: logger).up(on: connection)
        await connection.close()
        return conninfo
    }

    /// The conninfo of a new database with the schema: a copy, in a tenth of the time that the migrations take.
    package static func migratedDatabase() async throws -> PostgresConninfo {
        try await database(copyOf: template.value["dbname"])
    }

    /// Removes a database with all that is in it, also from under connections that are left.
    package static func drop(_ conninfo: PostgresConninfo) async throws {
        guard let name = conninfo["dbname"] else { return }
        let connection = try await PostgresConnection.open(try await shared.value.conninfo.text, logger: logger)
        _ = try await connection.query("DROP DATABASE \(name) WITH (FORCE)", timeout: .seconds(30))
        await connection.close()
    }

    /// A connection to a new, empty database.
    package static func connection() async throws -> PostgresConnection {
        try await PostgresConnection.open(database().text, logger: logger)
    }

    /// A connection to a new database with the schema.
    package static func migrated() async throws -> PostgresConnection {
        try await PostgresConnection.open(migratedDatabase().text, logger: logger)
    }

    /// A cluster for a test that breaks it.
    package static func own(_ settings: [String: String] = [:]) async throws -> EmbeddedPostgres {
        let server = try await EmbeddedPostgres.start(ownConfiguration(settings), logger: logger)
        stopAtExit(server)
        return server
    }

    package static func ownConfiguration(_ settings: [String: String] = [:]) -> EmbeddedPostgres.Configuration {
        let folder = FileManager.default.temporaryDirectory.path + "/cora-" + UUID().uuidString
        return EmbeddedPostgres.Configuration(folder: folder, isDurable: false, settings: settings)
    }

    /// Stops a cluster and removes it.
    package static func remove(_ server: EmbeddedPostgres) async {
        await server.stop()
        try? FileManager.default.removeItem(atPath: server.folder)
    }
}
