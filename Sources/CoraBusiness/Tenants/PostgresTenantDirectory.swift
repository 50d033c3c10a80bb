import CoraCall
package import CoraPostgres
package import CoraTenant
package import Logging
import Synchronization

/// The tenants of the database, read again within a second of any change.
///
/// A lookup takes a lock for the time of two dictionary reads, whatever the number of tenants, and any thread may make
/// one. While the database is away, the tenants from before stay in force. So does a tenant whose row can no longer be
/// used: the log says why, once, and the other tenants are not affected.
package final class PostgresTenantDirectory: TenantDirectory {
    /// All tenants in force: those first loaded, then those after each change. Only one task may read it; if it is
    /// slow, it gets only the latest.
    package let changes: AsyncStream<[Tenant]>

    private let pool: PostgresPool
    private let defaults: Tenant
    private let freshness: TenantFreshness
    private let finish: @Sendable (Tenant) throws -> Tenant
    private let logger: Logger
    private let state = Mutex(TenantTable())
    private let isAway = Mutex(false)
    private let changed: AsyncStream<[Tenant]>.Continuation

    /// Makes a directory that has no tenants until `load()` or `run()`.
    /// - Parameters:
    ///   - defaults: the values for a tenant whose row has NULL, and the instructions if the row has none.
    ///   - freshness: how changes are noticed.
    ///   - finish: completes a tenant, such as with a model that still exists. A tenant for which it throws cannot be
    ///     used; the error's text says why.
    package init(
        pool: PostgresPool, defaults: Tenant, freshness: TenantFreshness = TenantFreshness(),
        finish: @escaping @Sendable (Tenant) throws -> Tenant = { $0 }, logger: Logger
    ) {
        self.pool = pool
        self.defaults = defaults
        self.freshness = freshness
        self.finish = finish
        self.logger = logger
        (changes, changed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    deinit {
        changed.finish()
    }

    /// The tenant of a dialled number, or the default one; nil if there is neither.
    package func tenant(forDialled number: String) -> Tenant? {
        state.withLock { $0.tenant(forDialled: number) }
    }

    /// Whether the database has been read at least once.
    package var isLoaded: Bool {
        state.withLock { $0.revision != nil }
    }

    /// All tenants in force, by id.
    package var tenants: [Tenant] {
        state.withLock { $0.tenants }
    }

    /// Reads the tenants if they have changed. One task at a time may call this: start-up, then `run()`.
    /// - Throws: as a query; the tenants from before stay in force.
    package func load() async throws(PostgresError) {
        let statement = PostgresStatement("SELECT revision FROM tenant_revision")
        let now = try await pool.query(statement.sql, timeout: .seconds(2), deadline: .seconds(2))
        guard try Self.revision(now) != state.withLock({ $0.revision }) else { return }
        // The number is read before the rows: a change between the two is seen again, never missed.
        let results = try await pool.batch(
            [statement, PostgresStatement(TenantRows.listing)], timeout: .seconds(5), deadline: .seconds(2))
        guard results.count == 2 else { return }
        let listed = try TenantRows.list(results[1])
        let outdated = state.withLock { $0.outdated(listed) }
        let rows = try await pool.query(
            TenantRows.some, [.textArray(outdated)], timeout: .seconds(20), deadline: .seconds(2))
        let before = state.withLock { $0 }
        let after = TenantTable(
            listed, read: TenantRows.read(rows, defaults: defaults), revision: try Self.revision(results[0]),
            after: before, defaults: defaults, finish: finish)
        take(after, after: before)
    }

    private static func revision(_ result: PostgresResult) throws(PostgresError) -> Int64 {
        guard let row = result.first else {
            throw PostgresError(.protocol, "tenant_revision has no row; wanted one", table: "tenant_revision")
        }
        return try row.value("revision")
    }

    /// Keeps the tenants fresh until the task is cancelled.
    package func run() async {
        let watch = ChangeWatch(
            conninfo: pool.conninfo, channel: "cora_tenants", freshness: freshness, logger: logger)
        await watch.run { await refresh() }
    }

    private func refresh() async {
        do throws(PostgresError) {
            try await load()
            if setAway(false) { logger.info("tenants are read again") }
        } catch {
            guard error.code != .cancelled, !setAway(true) else { return }
            logger.warning(
                "tenants cannot be read, those from before stay in force", metadata: ["cora.postgres.error": "\(error)"]
            )
        }
    }

    /// Sets whether the database is away.
    /// - Returns: the value before.
    private func setAway(_ value: Bool) -> Bool {
        isAway.withLock { isAway in
            defer { isAway = value }
            return isAway
        }
    }

    private func take(_ after: TenantTable, after before: TenantTable) {
        state.withLock { $0 = after }
        let former = before.problems
        for (id, problem) in after.problems where former[id] != problem {
            let isKept = after.tenants.contains { $0.id == id }
            logger.error(
                isKept
                    ? "a tenant's row cannot be used, the tenant from before stays in force"
                    : "a tenant's row cannot be used, the tenant is left out",
                metadata: ["cora.tenant": "\(id)", "cora.tenants.problems": "\(problem)"])
        }
        guard before.revision == nil || after.tenants != before.tenants else { return }
        logger.info("tenants taken", metadata: ["cora.tenants.count": "\(after.tenants.count)"])
        changed.yield(after.tenants)
    }
}
