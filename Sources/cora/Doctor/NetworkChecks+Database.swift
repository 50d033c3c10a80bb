import CoraBusiness
import CoraConsole
import CoraPostgres
import CoraServer
import CoraSettings
import CoraStore
import CoraTenant
import Logging

extension NetworkChecks {
    /// The database: whether it lets us in, how far away it is, whether its schema and our pools fit.
    func database() async -> [Finding] {
        let check = "database"
        guard let url = settings.store.databaseURL else {
            return [
                .warn(
                    check, "none: calls are only logged, and there are no tools",
                    fix: "set DATABASE_URL to a PostgreSQL (`cora serve --dev` brings its own)")
            ]
        }
        do throws(PostgresError) {
            let connection = try await PostgresConnection.open(url.revealed, logger: Self.quiet, timeout: .seconds(6))
            let roundTrip = try await Self.roundTrip(on: connection)
            let pools = try await pools(at: roundTrip, on: connection)
            let schema = await Self.schema(on: connection, "answers in \(Int(roundTrip.rounded(.up))) ms")
            await connection.close()
            return [schema] + pools
        } catch {
            if error.code == .misfit, let hint = error.hint { return [.fail(check, error.message, fix: hint)] }
            return [.fail(check, "\(error)", fix: "see that the server of DATABASE_URL runs and lets this user in")]
        }
    }

    private static var quiet: Logger { Logger(label: "cora") { _ in SwiftLogNoOpLogHandler() } }

    /// The quickest of three round trips, in milliseconds: what the others took longer, the way did not.
    private static func roundTrip(on connection: PostgresConnection) async throws(PostgresError) -> Double {
        var quickest = Double.infinity
        for _ in 0..<3 {
            let began = ContinuousClock.now
            _ = try await connection.query("SELECT 1", timeout: .seconds(2))
            quickest = min(quickest, (ContinuousClock.now - began) / .milliseconds(1))
        }
        return quickest
    }

    private func pools(
        at roundTrip: Double, on connection: PostgresConnection
    ) async throws(PostgresError) -> [Finding] {
        let store = settings.store
        let isPooled = try await connection.isPooled()
        let counted = [store.toolConnections, store.recordConnections, store.otherConnections, DatabasePools.ofReports]
        let listening = isPooled ? 0 : DatabasePools.ofWatches
        return Verdicts.pools(
            .init(
                tools: store.toolConnections, others: store.otherConnections, total: counted.reduce(listening, +),
                allowed: isPooled ? nil : try await Self.allowed(on: connection)),
            for: DatabaseLoad(calls: settings.admission.calls, roundTrip: roundTrip),
            deadline: Int(settings.tools.deadline.milliseconds))
    }

    /// How many connections the server has for users like ours.
    private static func allowed(on connection: PostgresConnection) async throws(PostgresError) -> Int? {
        let answer = try await connection.query(
            """
            SELECT current_setting('max_connections')::int8
              - current_setting('superuser_reserved_connections')::int8 AS allowed
            """)
        return try answer.first?.optional("allowed")
    }

    private static func schema(on connection: PostgresConnection, _ answers: String) async -> Finding {
        let check = "database"
        do throws(MigrationError) {
            let status = try await Migrator(logger: quiet).status(on: connection)
            let pending = status.count { $0.appliedAt == nil }
            guard pending == 0 else {
                return .warn(
                    check, "\(answers); \(pending) of \(status.count) migrations are missing",
                    fix: "cora migrate up (`cora serve` does it by itself)")
            }
            return .ok(check, "\(answers); the schema is up to date (\(status.count))")
        } catch {
            if case .databaseIsNewer(let version, let known) = error {
                return .warn(
                    check, "has migrations up to \(version), this build knows \(known): it works with those it knows",
                    fix: "none, after a roll back; else run the later build")
            }
            return .fail(check, "\(error)", fix: "run the version of CORA that made this schema, or a newer one")
        }
    }
}
