import CoraCall
import CoraSettings
import CoraTenant
import Testing

@testable import CoraBusiness

struct TenantTableTests {
    private static func stored(_ tenant: Tenant, isDefault: Bool = false, problems: [String] = []) -> StoredTenant {
        StoredTenant(
            id: tenant.id, numbers: tenant.numbers, entry: TenantEntry(tenant, isDefault: isDefault), problems: problems
        )
    }

    private static func table(
        _ stored: [StoredTenant], version: String = "1", after before: TenantTable = TenantTable()
    ) -> TenantTable {
        let listed = stored.map { TenantTable.Listed(id: $0.id, version: version, numbers: $0.numbers) }
        let outdated = before.outdated(listed)
        return TenantTable(
            listed, read: stored.filter { outdated.contains($0.id) }, revision: 1, after: before,
            defaults: TenantDatabase.defaults
        ) { $0 }
    }

    @Test func `a number leads to its tenant, any other to the default one`() {
        let table = Self.table([
            Self.stored(TenantDatabase.two[0]), Self.stored(TenantDatabase.two[1], isDefault: true),
        ])
        #expect(table.tenant(forDialled: "+14155550110")?.id == "ray")
        #expect(table.tenant(forDialled: "+15555555555")?.id == "sarah")
        #expect(Self.table([Self.stored(TenantDatabase.two[0])]).tenant(forDialled: "+15555555555") == nil)
    }

    @Test
    func `a broken row is left out; if it was good before, the tenant from before stays, with its numbers of now`() {
        let (ray, sarah) = (TenantDatabase.two[0], TenantDatabase.two[1])
        var row = Self.stored(ray, problems: ["voice: bad"])
        row.numbers = ["+14155550199"]
        let fresh = Self.table([row, Self.stored(sarah)])
        #expect(fresh.tenants.map(\.id) == ["sarah"])
        #expect(fresh.problems == ["ray": "voice: bad"])

        row.entry = nil
        let before = Self.table([Self.stored(ray, isDefault: true), Self.stored(sarah)])
        let after = Self.table([row, Self.stored(sarah)], version: "2", after: before)
        #expect(after.tenant(forDialled: "+14155550199")?.voice == "verse")
        #expect(after.tenant(forDialled: "+15555555555")?.id == "ray")
        #expect(after.problems == ["ray": "voice: bad"])
    }

    @Test func `a row of the same version is not read again; one that is gone is forgotten`() {
        let (ray, sarah) = (TenantDatabase.two[0], TenantDatabase.two[1])
        let before = Self.table([Self.stored(ray), Self.stored(sarah)])
        var listed = [TenantTable.Listed(id: "ray", version: "1", numbers: ["+14155550188"])]
        #expect(before.outdated(listed) == [])
        let after = TenantTable(listed, read: [], revision: 2, after: before, defaults: TenantDatabase.defaults) { $0 }
        #expect(after.tenant(forDialled: "+14155550188")?.voice == "verse")
        #expect(after.tenant(forDialled: "+14155550101") == nil)
        #expect(after.tenant(forDialled: "+14155550100") == nil)
        listed[0].version = "2"
        #expect(after.outdated(listed) == ["ray"])
    }

    @Test func `a tenant that is not enabled does not answer`() {
        var row = Self.stored(TenantDatabase.two[0], isDefault: true)
        row.entry?.isEnabled = false
        #expect(Self.table([row]).tenant(forDialled: "+14155550100") == nil)
    }
}
