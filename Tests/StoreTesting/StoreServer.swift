package import CoraCall
package import CoraDevPostgres
package import CoraPostgres
package import CoraStore
package import CoraTenant
import Foundation
package import Logging

/// A database of one test's own, with the schema, gone afterwards.
package struct StoreServer: Sendable {
    package static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    package let conninfo: PostgresConninfo
    package let pool: PostgresPool

    private init(_ conninfo: PostgresConninfo) {
        self.conninfo = conninfo
        pool = PostgresPool(conninfo, logger: Self.logger)
    }

    package static func with(_ body: (StoreServer) async throws -> Void) async throws {
        let server = StoreServer(try await TestServer.migratedDatabase())
        let result: Result<Void, any Error>
        do { result = .success(try await body(server)) } catch { result = .failure(error) }
        await server.pool.close()
        try await TestServer.drop(server.conninfo)
        try result.get()
    }

    /// On a PostgreSQL of the test's own, which it may stop and break.
    package static func withOwn(
        isDurable: Bool = false, settings: [String: String] = [:],
        _ body: (StoreServer, EmbeddedPostgres) async throws -> Void
    ) async throws {
        let folder = NSTemporaryDirectory() + "store-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let postgres = try await start(folder, isDurable: isDurable, settings: settings)
        let server = StoreServer(postgres.conninfo)
        let result: Result<Void, any Error>
        do {
            let connection = try await PostgresConnection.open(postgres.conninfo.text, logger: logger)
            _ = try await Migrator(logger: logger).up(on: connection)
            await connection.close()
            result = .success(try await body(server, postgres))
        } catch {
            result = .failure(error)
        }
        await server.pool.close()
        await postgres.stop()
        try result.get()
    }

    /// - Parameter isDurable: whether it keeps what it committed when it is killed; takes longer to set up.
    package static func start(
        _ folder: String, isDurable: Bool = false, settings: [String: String] = [:]
    ) async throws -> EmbeddedPostgres {
        var configuration = EmbeddedPostgres.Configuration(folder: folder, isDurable: isDurable)
        configuration.settings = settings
        return try await EmbeddedPostgres.start(configuration, logger: logger)
    }

    /// A writer that goes on until what was accepted is written and it is stopped; then `body`'s value.
    package func writing<Value>(
        _ outbox: Outbox, _ body: (TranscriptWriter) async throws -> Value
    ) async throws -> Value {
        let writer = TranscriptWriter(outbox: outbox, pool: pool, logger: Self.logger)
        async let run: Void = writer.run()
        let result = try await body(writer)
        await writer.stop(within: .seconds(30))
        await run
        try await outbox.flush()
        return result
    }

    /// One value of one row.
    package func one(_ sql: String, _ parameters: [PostgresValue] = []) async throws -> String? {
        try await pool.query(sql, parameters).first?[0]
    }

    /// The first column.
    package func column(_ sql: String, _ parameters: [PostgresValue] = []) async throws -> [String] {
        try await pool.query(sql, parameters).rows.compactMap { $0[0] }
    }
}

/// A call in a test, and what it leaves.
package struct StoreCall: Sendable {
    package static let rows = CallRows(.priced, instance: "test")

    package var ticket: CallTicket

    package init(_ number: Int, attempt: Int = 0) {
        let digits = String(number, radix: 16)
        let sid = "CA" + String(repeating: "0", count: 32 - digits.count) + digits
        ticket = CallTicket(
            callSID: sid, callID: RowID.call(sid: sid),
            tenant: Tenant(id: "ray", numbers: ["+15005550006"], agentName: "Ray Richards"),
            callerNumber: "+14155550199", dialledNumber: "+15005550006", attempt: attempt)
    }

    /// A web session.
    package init(web number: Int) {
        self.init(number)
        ticket.callSID = "WS" + ticket.callSID.dropFirst(2)
        ticket.callID = RowID.call(sid: ticket.callSID)
        ticket.caller = .web
    }

    package func rows(_ record: CallRecord, sequence: Int? = nil, after span: CallDuration = .zero) -> [OutboxRow] {
        Self.rows.rows(of: record, ticket, at: .now() + span, sequence: sequence)
    }

    package func turn(_ sequence: Int, _ text: String) -> [OutboxRow] {
        turn(sequence, .user, text)
    }

    package func turn(_ sequence: Int, _ role: Turn.Role, _ text: String) -> [OutboxRow] {
        rows(.turn(Turn(sequence: sequence, role: role, item: "item_\(sequence)", text: text)))
    }
}
