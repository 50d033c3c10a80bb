package import CoraPostgres
package import Logging

/// Deletes calls that are older than their tenant keeps them: `retention_days`, counted from a call's start in days of
/// 24 hours.
///
/// With a call go its turns, tool calls, claims, bills, summary and page's figures, and the answers kept so that a
/// tool's effect is not repeated. Showings, leads, callbacks and transfers are the business's own and stay. Calls stay
/// if their tenant keeps them for ever or is no longer there. Any number of processes may purge at once.
package struct RetentionPurge: Sendable {
    /// The pace of purges.
    package struct Configuration: Sendable {
        /// How many calls one statement deletes at most.
        package var batch = 200
        /// The pause after a full batch, so that live calls do not wait for a purge.
        package var rest = Duration.milliseconds(100)
        /// The longest pause before the first purge. The pause is a random part of it, so that instances started
        /// together do not purge together.
        package var delay = Duration.seconds(600)
        /// The pause from one purge to the next.
        package var interval = Duration.seconds(86_400)
        /// The pause after a purge that failed.
        package var retry = Duration.seconds(3600)

        package init() {}
    }

    /// What one purge deleted.
    package struct Figures: Sendable, Equatable {
        /// How many calls, each with all that belongs to it.
        package var calls = 0
        /// How many answers kept against repetition.
        package var effects = 0
        /// How many statements it took.
        package var batches = 0
    }

    private let pool: PostgresPool
    private let configuration: Configuration
    private let logger: Logger

    package init(pool: PostgresPool, configuration: Configuration = Configuration(), logger: Logger) {
        self.pool = pool
        self.configuration = configuration
        self.logger = logger
    }

    /// Purges once a day until the task is cancelled. A purge that fails is logged and tried again later.
    package func run() async {
        var pause = configuration.delay * Double.random(in: 0...1)
        while (try? await Task.sleep(for: pause)) != nil {
            do throws(PostgresError) {
                let figures = try await purge()
                pause = configuration.interval
                logger.info(
                    "old calls are purged",
                    metadata: [
                        "cora.purge.calls": "\(figures.calls)", "cora.purge.effects": "\(figures.effects)",
                        "cora.purge.batches": "\(figures.batches)",
                    ])
            } catch {
                if Task.isCancelled { return }
                pause = configuration.retry
                logger.warning("old calls could not be purged", metadata: ["cora.purge.error": "\(error)"])
            }
        }
    }

    /// Purges now, in batches, each a transaction of its own.
    /// - Parameter time: what counts as now; the server's clock if nil.
    /// - Throws: `PostgresError`; what was deleted until then stays deleted.
    package func purge(at time: PostgresTimestamp? = nil) async throws(PostgresError) -> Figures {
        var figures = Figures()
        figures.calls = try await drain(Self.calls, time, &figures.batches)
        figures.effects = try await drain(Self.effects, time, &figures.batches)
        return figures
    }

    private func drain(
        _ sql: String, _ time: PostgresTimestamp?, _ batches: inout Int
    ) async throws(PostgresError) -> Int {
        let size = max(configuration.batch, 1)
        var deleted = 0
        while true {
            let statement = Self.statement(sql, at: time, limit: size)
            let count = try await pool.query(statement.sql, statement.parameters, timeout: .seconds(60)).affected
            deleted += count
            batches += 1
            guard count >= size else { return deleted }
            do {
                try await Task.sleep(for: configuration.rest)
            } catch {
                throw PostgresError(.cancelled, "the task was cancelled")
            }
        }
    }

    static func statement(_ sql: String, at time: PostgresTimestamp?, limit: Int) -> PostgresStatement {
        PostgresStatement(sql, [time.map { .timestamp($0.microseconds) } ?? .null, .int(Int64(limit))])
    }

    /// The latest start of calls that are purged. More than a hundred years count as a hundred, which an interval can
    /// hold.
    private static let cutoff =
        "coalesce($1::timestamptz, now()) - least(t.retention_days, 36500) * INTERVAL '24 hours'"

    /// Calls that another process is purging are left to it.
    static let calls = """
        DELETE FROM calls WHERE id = ANY (ARRAY(
          SELECT old.id FROM tenants t CROSS JOIN LATERAL (
            SELECT c.id FROM calls c WHERE c.tenant_id = t.id AND c.started_at < \(cutoff)
            ORDER BY c.started_at LIMIT $2 FOR UPDATE SKIP LOCKED
          ) old
          WHERE t.retention_days IS NOT NULL LIMIT $2
        ))
        """

    static let effects = """
        DELETE FROM tool_effects WHERE ctid = ANY (ARRAY(
          SELECT e.ctid FROM tool_effects e JOIN tenants t ON t.id = e.tenant_id
          WHERE t.retention_days IS NOT NULL AND e.created_at < \(cutoff)
          LIMIT $2 FOR UPDATE OF e SKIP LOCKED
        ))
        """
}
