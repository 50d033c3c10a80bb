import CoraCall
import CoraPostgres
import CoraSettings
import CoraTenant
import CoraWire

/// Statements and mappings for the tables `tenants` and `tenant_numbers`, whole rows at a time. Pure.
enum TenantRows {
    /// Reads all tenants, by id.
    static let all = select + " ORDER BY id"

    /// Reads the tenants with the ids `$1`.
    static let some = select + " WHERE id = ANY($1) ORDER BY id"

    /// Lists all tenants, by id, without their values. `xmin` is the transaction that wrote a row (PostgreSQL manual,
    /// 5.6): it differs after every change.
    static let listing = """
        SELECT id, xmin::text AS version, \(numbers) FROM tenants ORDER BY id
        """

    /// Reads what `listing` selects.
    static func list(_ result: PostgresResult) throws(PostgresError) -> [TenantTable.Listed] {
        var listed: [TenantTable.Listed] = []
        for row in result.rows {
            listed.append(
                TenantTable.Listed(
                    id: try row.value("id"), version: try row.value("version"), numbers: try row.value("numbers")))
        }
        return listed
    }

    /// Reads the tenant `$1`, and locks it until the transaction ends.
    static let one = select + " WHERE id = $1 FOR UPDATE"

    private static let select = """
        SELECT id, to_jsonb(tenants) AS tenant, \(numbers) FROM tenants
        """

    private static let numbers =
        "ARRAY(SELECT number FROM tenant_numbers WHERE tenant_id = tenants.id ORDER BY number) AS numbers"

    /// Reads what `all` and `one` select. A row that cannot be used does not keep the others from being read.
    static func read(_ result: PostgresResult, defaults: Tenant) -> [StoredTenant] {
        result.rows.map { read($0, defaults) }
    }

    private static func read(_ row: PostgresRow, _ defaults: Tenant) -> StoredTenant {
        let numbers = row["numbers"].flatMap([String].init(postgresText:)) ?? []
        var stored = StoredTenant(id: row["id"] ?? "", numbers: numbers, entry: nil, problems: [])
        do throws(TenantRow.Malformed) {
            let reading = try TenantRow(row["tenant"] ?? "").read(numbers: numbers, defaults: defaults)
            stored.entry = reading.entry
            stored.unreadable = reading.unreadable
            stored.problems = reading.unreadable.values.sorted() + TenantSetting.problems(of: reading.entry)
        } catch {
            stored.problems = [error.description]
        }
        return stored
    }

    /// Writes tenants, new and known ones alike, in one transaction. Their numbers become exactly these.
    static func write(_ entries: [TenantEntry], defaults: Tenant) -> [PostgresStatement] {
        let rows = JSON.array(entries.map { .object(TenantRow($0, defaults: defaults).members) })
        let ids = entries.map(\.tenant.id)
        let numbers = entries.flatMap { entry in entry.tenant.numbers.map { (number: $0, owner: entry.tenant.id) } }
        var statements: [PostgresStatement] = []
        if let standIn = entries.first(where: \.isDefault)?.tenant.id {
            // At most one tenant may be the default at any moment, within the transaction too.
            statements.append(
                PostgresStatement(
                    "UPDATE tenants SET is_default = false WHERE is_default AND id <> $1", [.text(standIn)]))
        }
        statements += [
            PostgresStatement(upsert, [.json(rows.text)]),
            PostgresStatement("DELETE FROM tenant_numbers WHERE tenant_id = ANY($1)", [.textArray(ids)]),
            PostgresStatement(
                "INSERT INTO tenant_numbers (number, tenant_id) SELECT * FROM unnest($1, $2)",
                [.textArray(numbers.map(\.number)), .textArray(numbers.map(\.owner))]),
        ]
        return statements
    }

    private static let upsert: String = {
        let columns = TenantRow.columns
        let list = columns.joined(separator: ", ")
        let changes = columns.filter { $0 != "id" }.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        return """
            INSERT INTO tenants (\(list)) SELECT \(list) FROM jsonb_populate_recordset(NULL::tenants, $1)
            ON CONFLICT (id) DO UPDATE SET \(changes)
            """
    }()
}
