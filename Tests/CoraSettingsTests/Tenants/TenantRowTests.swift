import CoraCall
import CoraTenant
import CoraWire
import StoreTesting
import Testing

@testable import CoraSettings

struct TenantRowTests {
    @Test func `every field goes into a row and comes back`() throws {
        let row = TenantRow(SampleTenants.full, defaults: SampleTenants.defaults)
        let back = try TenantRow(JSON.object(row.members).text)
        let reading = try back.read(numbers: SampleTenants.full.tenant.numbers, defaults: SampleTenants.defaults)
        #expect(reading.entry == SampleTenants.full)
        #expect(reading.unreadable == [:])
        #expect(Set(row.members.keys) == Set(TenantRow.columns))
    }

    @Test func `what is as in the defaults is NULL, and follows them`() throws {
        var defaults = SampleTenants.defaults
        let row = TenantRow(TenantEntry(Tenant(id: "a", numbers: [], agentName: "A")), defaults: defaults)
        for column in ["vad_threshold", "vad_silence_ms", "silence_ms", "warning_ms"] {
            #expect(row.members[column] == .null)
        }
        defaults.turnDetection.threshold = 0.9
        defaults.manners.silence = .seconds(20)
        let tenant = try row.read(numbers: [], defaults: defaults).entry.tenant
        #expect(tenant.turnDetection.threshold == 0.9)
        #expect(tenant.manners.silence == .seconds(20))
    }

    @Test func `in force, a tenant has instructions, and no placeholders in them`() {
        var entry = TenantEntry(Tenant(id: "a", numbers: [], agentName: "Ann", brandName: "Nova"))
        #expect(entry.inForce(SampleTenants.defaults).instructions == "You are Nova.")
        entry.tenant.instructions = "For ${agentDisplayName}: ${other}"
        #expect(entry.inForce(SampleTenants.defaults).instructions == "For Ann: ${other}")
    }
}
