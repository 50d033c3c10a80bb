import CoraBusiness
import CoraCall
import CoraPostgres
import CoraSettings
import CoraTenant
import StoreTesting
import Testing

struct TenantStoreTests {
    @Test(.timeLimit(.minutes(2)))
    func `an import adds, changes, and the second time does nothing`() async throws {
        try await TenantDatabase.with { database in
            let store = database.store
            #expect(try await store.import(TenantDatabase.two, defaultID: "sarah").added == ["ray", "sarah"])
            let revision = try await database.pool.query("SELECT revision FROM tenant_revision").first?[0]
            let again = try await store.import(TenantDatabase.two, defaultID: "sarah")
            #expect(again.added == [] && again.changed == [] && again.unchanged == 2)
            #expect(try await database.pool.query("SELECT revision FROM tenant_revision").first?[0] == revision)

            // What only the database has stays; the default moves; numbers are exchanged.
            _ = try await store.set("ray", "retentionDays", "90")
            var (ray, sarah) = (TenantDatabase.two[0], TenantDatabase.two[1])
            swap(&ray.numbers, &sarah.numbers)
            #expect(try await store.import([ray, sarah], defaultID: "ray").changed == ["ray", "sarah"])
            let stored = try await store.list().compactMap(\.entry)
            #expect(stored.map(\.tenant) == [ray, sarah])
            #expect(stored.map(\.isDefault) == [true, false])
            #expect(stored.first?.retentionDays == 90)
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `every field is stored and read again`() async throws {
        try await TenantDatabase.with { database in
            let full = SampleTenants.full
            _ = try await database.store.import([full.tenant], defaultID: "full")
            for setting in TenantSetting.all where !setting.isInFile {
                _ = try await database.store.set("full", setting.key, setting.text(of: full) ?? "")
            }
            let stored = try await database.store.show("full")
            #expect(stored?.entry == full)
            #expect(stored?.problems == [])
            #expect(try await database.store.show("nobody") == nil)
            #expect(try await database.store.export().hasPrefix("default: full\n\ntenants:\n  - id: full\n"))
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `the first start imports once, however many processes start at once`() async throws {
        try await TenantDatabase.with { database in
            let done = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 1...4 {
                    group.addTask {
                        try await database.store.importIfEmpty(TenantDatabase.two, defaultID: "ray") != nil
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(done == 1)
            #expect(try await database.store.list().count == 2)
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `what is refused is refused in words, and changes nothing`() async throws {
        try await TenantDatabase.with { database in
            let store = database.store
            _ = try await store.import(TenantDatabase.two, defaultID: nil)
            let before = try await store.list()
            await #expect(throws: TenantStoreError.refused(["there is no tenant \"bob\""])) {
                try await store.set("bob", "voice", "verse")
            }
            await #expect(
                throws: TenantStoreError.refused([
                    "tenant \"ray\": voice: found \"two words\"; wanted a voice's name, without blanks"
                ])
            ) { try await store.set("ray", "voice", "two words") }
            await #expect(
                throws: TenantStoreError.refused(["numbers: +14155550101 belongs to tenant \"sarah\""])
            ) { try await store.set("ray", "numbers", "+14155550101") }
            await #expect(throws: TenantStoreError.self) { try await store.set("ray", "colour", "red") }
            await #expect(throws: TenantStoreError.self) { try await store.set("ray", "manners.maxMinutes", "1") }
            var spoilt = TenantDatabase.two[0]
            spoilt.language = "English"
            await #expect(throws: TenantStoreError.self) {
                try await store.import([TenantDatabase.two[1], spoilt], defaultID: "ray")
            }
            #expect(try await store.list() == before)
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `a tenant's own tools are kept with their secrets, by an import too, and shown without`() async throws {
        try await TenantDatabase.with { database in
            let store = database.store
            _ = try await store.import(TenantDatabase.two, defaultID: nil)
            let tools = #"""
                [{"name":"rate","description":"Rates.","url":"https://tools.example/","secret":"whsec_1234",
                  "parameters":{"type":"object","properties":{"b":{"type":"integer"},"a":{"type":"string"}},
                  "required":["b","a"],"additionalProperties":false}}]
                """#
            _ = try await store.set("ray", "declaredTools", tools)
            _ = try await store.import(TenantDatabase.two, defaultID: nil)
            let tenant = try #require(try await store.show("ray")?.entry?.tenant)
            #expect(tenant.declaredTools.first?.secret.revealed == "whsec_1234")
            #expect(
                tenant.declaredTools.first?.description.parameters
                    == .object([.init("b", .integer()), .init("a", .string())]))
            let export = try await store.export()
            #expect(export.contains("declaredTools") && !export.contains("whsec"))
            await #expect(throws: TenantStoreError.self) { try await store.set("ray", "declaredTools", "[{}]") }
            try await database.sql(#"UPDATE tenants SET declared_tools = '[{"name":"x"}]' WHERE id = 'ray'"#)
            #expect(try await store.show("ray")?.problems.first?.hasPrefix("declaredTools: tool 1") == true)
            _ = try await store.set("ray", "declaredTools", "")
            #expect(try await store.show("ray")?.problems == [])
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func `a tenant that SQL broke is shown with what is wrong, and can be put right`() async throws {
        try await TenantDatabase.with { database in
            _ = try await database.store.import(TenantDatabase.two, defaultID: nil)
            try await database.sql("UPDATE tenants SET voice = 'a b', model = 'c d' WHERE id = 'ray'")
            #expect(try await database.store.show("ray")?.problems.count == 2)
            _ = try await database.store.set("ray", "voice", "verse")
            _ = try await database.store.set("ray", "model", "")
            #expect(try await database.store.show("ray")?.problems == [])

            // What cannot be read is not lost to a change of something else.
            try await database.sql(#"UPDATE tenants SET business_hours = '{"someday": []}' WHERE id = 'ray'"#)
            #expect(try await database.store.show("ray")?.problems.first?.hasPrefix("businessHours: wanted") == true)
            await #expect(throws: TenantStoreError.self) { try await database.store.set("ray", "voice", "alloy") }
            _ = try await database.store.set("ray", "businessHours", #"{"mon": [["09:00", "17:00"]]}"#)
            #expect(try await database.store.show("ray")?.problems == [])
        }
    }
}
