import CoraCall
import CoraSettings
import CoraTenant

/// The tenants in force at one moment, found by their numbers. A value.
struct TenantTable: Sendable {
    /// A row as the database lists it, without its values.
    struct Listed: Sendable, Equatable {
        var id: String
        /// The row's version, which differs after every change.
        var version: String
        var numbers: [String]
    }

    private struct Row {
        var version: String
        /// The tenant as calls use it; if the row is broken, as it was before.
        var tenant: Tenant?
        var isEnabled: Bool
        var isDefault: Bool
        var problem: String?
    }

    /// The revision of the database at which the tenants were read; nil before the first reading.
    private(set) var revision: Int64?
    /// The tenants, by id.
    private(set) var tenants: [Tenant] = []
    private var rows: [String: Row] = [:]
    private var byNumber: [String: Tenant] = [:]
    private var standIn: Tenant?

    /// A table without tenants.
    init() {}

    /// The table that follows on `before`.
    /// - Parameters:
    ///   - listed: every row that there is, by id.
    ///   - read: the rows that are new or changed since `before`.
    init(
        _ listed: [Listed], read: [StoredTenant], revision: Int64, after before: TenantTable, defaults: Tenant,
        finish: (Tenant) throws -> Tenant
    ) {
        self.revision = revision
        let read = Dictionary(read.map { ($0.id, $0) }) { first, _ in first }
        for item in listed {
            let old = before.rows[item.id]
            let fresh = read[item.id].map { Self.row($0, item.version, after: old, defaults, finish) }
            guard let row = fresh ?? old else { continue }
            rows[item.id] = row
            guard row.isEnabled, var tenant = row.tenant else { continue }
            tenant.numbers = item.numbers
            tenants.append(tenant)
            for number in item.numbers { byNumber[number] = tenant }
            if row.isDefault { standIn = tenant }
        }
    }

    /// By id, why rows cannot be used.
    var problems: [String: String] {
        rows.compactMapValues { $0.isEnabled ? $0.problem : nil }
    }

    /// The ids of rows that are new or changed since this table was made.
    func outdated(_ listed: [Listed]) -> [String] {
        listed.filter { rows[$0.id]?.version != $0.version }.map(\.id)
    }

    /// The tenant of a dialled number, or the default one.
    func tenant(forDialled number: String) -> Tenant? {
        byNumber[number] ?? standIn
    }

    private static func row(
        _ stored: StoredTenant, _ version: String, after old: Row?, _ defaults: Tenant,
        _ finish: (Tenant) throws -> Tenant
    ) -> Row {
        var row = Row(
            version: version, tenant: old?.tenant, isEnabled: stored.entry?.isEnabled ?? true,
            isDefault: stored.entry?.isDefault ?? old?.isDefault ?? false)
        guard let entry = stored.entry, stored.problems.isEmpty else {
            row.problem = stored.problems.joined(separator: " | ")
            return row
        }
        do {
            row.tenant = try finish(entry.inForce(defaults))
        } catch {
            row.problem = "\(error)"
        }
        return row
    }
}
