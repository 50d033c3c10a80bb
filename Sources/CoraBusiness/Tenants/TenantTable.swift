import CoraCall

/// The tenants in force at one moment, and how they are found. A value.
struct TenantTable: Sendable {
    /// A row as the database lists it, without what is in it.
    struct Listed: Sendable, Equatable {
        var id: String
        /// Another one whenever the row is another.
        var version: String
        var numbers: [String]
    }

    private struct Row {
        var version: String
        /// As calls use it, or as they did before the row was broken.
        var tenant: Tenant?
        var isEnabled: Bool
        var isDefault: Bool
        var problem: String?
    }

    /// The change they were read after; nil before the first reading.
    private(set) var revision: Int64?
    /// In order of id.
    private(set) var tenants: [Tenant] = []
    private var rows: [String: Row] = [:]
    private var byNumber: [String: Tenant] = [:]
    private var standIn: Tenant?

    /// None.
    init() {}

    /// What follows on `before`.
    /// - Parameters:
    ///   - listed: every row there is, by id.
    ///   - read: those that `before` does not know as they are now.
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

    /// Why rows cannot be used, by id.
    var problems: [String: String] {
        rows.compactMapValues { $0.isEnabled ? $0.problem : nil }
    }

    /// The ids of rows that are not known as they are now.
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
