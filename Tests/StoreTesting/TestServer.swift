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

    /// The conninfo of a new, empty database.
    package static func database() async throws -> PostgresConninfo {
        let server = try await shared.value
        let name = "test_" + UUID().uuidString.lowercased().replacing("-", with: "")
        let connection = try await PostgresConnection.open(server.conninfo.text, logger: logger)
        _ = try await connection.query("CREATE DATABASE \(name)", timeout: .seconds(30))
        await connection.close()
        return try PostgresConninfo(server.conninfo.text.replacing("dbname=cora", with: "dbname=\(name)"))
    }

    /// A connection to a new, empty database.
    package static func connection() async throws -> PostgresConnection {
        try await PostgresConnection.open(database().text, logger: logger)
    }

    /// A connection to a new database with the schema.
    package static func migrated() async throws -> PostgresConnection {
        let connection = try await connection()
        _ = try await Migrator(logger: logger).up(on: connection)
        return connection
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
