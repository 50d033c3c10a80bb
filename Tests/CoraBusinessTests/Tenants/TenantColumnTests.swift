import CoraPostgres
import CoraSettings
import Testing

/// The table of settings, against the table in the database.
struct TenantColumnTests {
    @Test(.timeLimit(.minutes(2)))
    func `every column of tenants is a setting's, of the type and nullability that its line says`() async throws {
        try await TenantDatabase.with { database in
            let result = try await database.pool.query(
                """
                SELECT column_name, data_type, is_nullable FROM information_schema.columns
                WHERE table_schema = current_schema() AND table_name = 'tenants'
                  AND column_name NOT IN ('id', 'created_at', 'updated_at')
                """)
            let found = result.rows.map { [$0["column_name"], $0["data_type"], $0["is_nullable"]] }
            let declared = TenantSetting.all.compactMap(\.column).map { column in
                [column.name, column.type, column.isNullable ? "YES" : "NO"]
            }
            #expect(Set(found) == Set(declared))
            #expect(found.count == declared.count)
        }
    }
}
