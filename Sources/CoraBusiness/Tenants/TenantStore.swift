import CoraCall
package import CoraPostgres
package import CoraSettings
package import CoraTenant

/// Reads and changes the tenants in the database, for `cora tenants` and the first start.
///
/// A change is in force for the next call on every instance (see `PostgresTenantDirectory`).
package struct TenantStore: Sendable {
    /// What an import did.
    package struct Import: Sendable, Equatable {
        /// Ids that are new.
        package var added: [String] = []
        /// Ids that were there and whose tenant has changed.
        package var changed: [String] = []
        /// How many tenants were there already, unchanged.
        package var unchanged = 0
    }

    private let pool: PostgresPool
    private let defaults: Tenant

    /// - Parameter defaults: the values for a tenant whose row has NULL, or that is set back to the default.
    package init(pool: PostgresPool, defaults: Tenant) {
        self.pool = pool
        self.defaults = defaults
    }

    /// All tenants, by id.
    /// - Throws: `postgres`.
    package func list() async throws(TenantStoreError) -> [StoredTenant] {
        do throws(PostgresError) {
            return TenantRows.read(try await pool.query(TenantRows.all), defaults: defaults)
        } catch {
            throw .postgres(error)
        }
    }

    /// The tenant of that id; nil if there is none.
    /// - Throws: `postgres`.
    package func show(_ id: String) async throws(TenantStoreError) -> StoredTenant? {
        try await list().first { $0.id == id }
    }

    /// Imports tenants if there are none yet, as the first start does. Of several processes that start at once, one
    /// does.
    /// - Parameters:
    ///   - tenants: as `Config/tenants.yaml` gives them.
    ///   - defaultID: the tenant for numbers that no tenant has.
    /// - Returns: what was done; nil if there were tenants.
    /// - Throws: `refused`, `postgres`.
    package func importIfEmpty(
        _ tenants: [Tenant], defaultID: String?
    ) async throws(TenantStoreError) -> Import? {
        try await transaction { connection in
            let before = try await lockedTenants(on: connection)
            return before.isEmpty ? try await take(tenants, defaultID, over: before, on: connection) : nil
        }
    }

    /// Imports tenants: new ones are added, those of a known id become like these, others stay as they are. Settings
    /// that are only in the database stay too. Importing again changes nothing.
    /// - Parameters:
    ///   - tenants: as `Config/tenants.yaml` gives them.
    ///   - defaultID: the tenant for numbers that no tenant has; nil to leave that as it is.
    /// - Throws: `refused`, `postgres`.
    package func `import`(_ tenants: [Tenant], defaultID: String?) async throws(TenantStoreError) -> Import {
        try await transaction { connection in
            try await take(
                tenants, defaultID, over: try await lockedTenants(on: connection), on: connection)
        }
    }

    /// Changes one setting of one tenant.
    /// - Parameters:
    ///   - key: the name of a `TenantSetting`.
    ///   - text: its new value; empty for the default.
    /// - Returns: the tenant as it is now.
    /// - Throws: `refused` with what is wanted, in words; `postgres`.
    package func set(_ id: String, _ key: String, _ text: String) async throws(TenantStoreError) -> TenantEntry {
        guard let setting = TenantSetting.named(key) else {
            let known = TenantSetting.all.map(\.key).joined(separator: ", ")
            throw .refused(["unknown setting \"\(key)\"; known are \(known)"])
        }
        return try await transaction { connection in
            let result = try await connection.query(TenantRows.one, [.text(id)])
            guard let stored = TenantRows.read(result, defaults: defaults).first else {
                throw TenantStoreError.refused(["there is no tenant \"\(id)\""])
            }
            guard var entry = stored.entry else {
                throw TenantStoreError.refused(["tenant \"\(id)\": \(stored.problems.joined(separator: "; "))"])
            }
            let others = stored.unreadable.filter { $0.key != key }.values.sorted()
            guard others.isEmpty else {
                throw TenantStoreError.refused(["tenant \"\(id)\": first set \(others.joined(separator: "; "))"])
            }
            guard setting.put(text, into: &entry, defaults: defaults) else {
                throw TenantStoreError.refused(
                    ["tenant \"\(id)\": \(key): \(setting.refusal(of: text, in: entry))"])
            }
            // Only new problems are refused, so that several can be mended one at a time.
            try refuse(TenantSetting.problems(of: entry).filter { !stored.problems.contains($0) }, of: id)
            try await write([entry], on: connection)
            return entry
        }
    }

    /// All tenants as text with the keys of `Config/tenants.yaml`. Settings that are only in the database stand in
    /// comments.
    /// - Throws: `refused` if a row cannot be read, `postgres`.
    package func export() async throws(TenantStoreError) -> String {
        let stored = try await list()
        let unreadable = stored.filter { $0.entry == nil }
        guard unreadable.isEmpty else {
            throw .refused(unreadable.map { "tenant \"\($0.id)\": \($0.problems.joined(separator: "; "))" })
        }
        return TenantExport.yaml(stored.compactMap(\.entry), defaults: defaults)
    }

    // MARK: In a transaction

    private func take(
        _ tenants: [Tenant], _ defaultID: String?, over before: [StoredTenant], on connection: PostgresConnection
    ) async throws -> Import {
        let known = Dictionary(before.map { ($0.id, $0) }) { first, _ in first }
        var outcome = Import()
        var entries: [TenantEntry] = []
        for tenant in tenants {
            let stored = known[tenant.id]
            var entry = TenantEntry(tenant)
            // What is only in the database stays as it is; files hold no secrets.
            for setting in TenantSetting.all where !setting.isInFile {
                if let known = stored?.entry { setting.carry(from: known, into: &entry) }
            }
            entry.tenant.numbers.sort()
            if let defaultID { entry.isDefault = tenant.id == defaultID }
            if entry == stored?.entry {
                outcome.unchanged += 1
                continue
            }
            try refuse(TenantSetting.problems(of: entry), of: tenant.id)
            entries.append(entry)
            if stored == nil { outcome.added.append(tenant.id) } else { outcome.changed.append(tenant.id) }
        }
        try await write(entries, on: connection)
        return outcome
    }

    private func refuse(_ problems: [String], of id: String) throws(TenantStoreError) {
        guard problems.isEmpty else { throw .refused(problems.map { "tenant \"\(id)\": \($0)" }) }
    }

    /// All tenants, locked until the transaction ends.
    private func lockedTenants(on connection: PostgresConnection) async throws -> [StoredTenant] {
        _ = try await connection.query("LOCK TABLE tenants, tenant_numbers IN SHARE ROW EXCLUSIVE MODE")
        return TenantRows.read(try await connection.query(TenantRows.all), defaults: defaults)
    }

    private func write(_ entries: [TenantEntry], on connection: PostgresConnection) async throws {
        if entries.isEmpty { return }
        let taken = try await connection.query(
            "SELECT number, tenant_id FROM tenant_numbers WHERE number = ANY($1) AND tenant_id <> ALL($2) ORDER BY 1",
            [.textArray(entries.flatMap(\.tenant.numbers)), .textArray(entries.map(\.tenant.id))])
        guard taken.count == 0 else {
            throw TenantStoreError.refused(
                taken.rows.map { "numbers: \($0["number"] ?? "") belongs to tenant \"\($0["tenant_id"] ?? "")\"" })
        }
        for statement in TenantRows.write(entries, defaults: defaults) {
            _ = try await connection.query(statement.sql, statement.parameters, timeout: .seconds(30))
        }
    }

    private func transaction<Value: Sendable>(
        _ body: (PostgresConnection) async throws -> Value
    ) async throws(TenantStoreError) -> Value {
        do {
            return try await pool.withConnection { try await $0.transaction { try await body($0) } }
        } catch let error as TenantStoreError {
            throw error
        } catch let error as PostgresError {
            throw error.isRefusal ? .refused(["\(error)"]) : .postgres(error)
        } catch {
            throw .refused(["\(error)"])
        }
    }
}
