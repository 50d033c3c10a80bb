import CoraCall
import CoraTenant
import StoreTesting
import Testing

@testable import CoraSettings

struct TenantExportTests {
    @Test func `the keys are those of the tenants file; what is as usual is left out`() {
        var ray = TenantEntry(SampleTenants.two[0], isDefault: true)
        ray.tenant.manners.silence = .seconds(12)
        ray.tenant.instructions = "Be kind.\n\nBe brief."
        ray.tenant.timeZone = "America/New_York"
        ray.tenant.humanNumbers = [.afterHours: "+14155550112"]
        ray.tenant.businessHours = BusinessHours(byDay: ["mon": [["09:00", "17:00"]]])
        ray.tenant.toolsAllowed = ["search_properties"]
        ray.retentionDays = 90
        ray.tenant.limits = TenantLimits(concurrentCalls: 3, dailyHard: Dollars("12.50"), whenRefused: .words)
        #expect(
            TenantExport.yaml([ray], defaults: SampleTenants.defaults) == """
                default: ray

                tenants:
                  - id: ray
                    numbers: ["+14155550100", "+14155550110"]
                    agentDisplayName: "Ray Richards"
                    brandName: CORA
                    greetingTemplate: "\(Tenant.defaultGreeting)"
                    instructions: |-
                      Be kind.

                      Be brief.
                    language: en
                    voice: verse
                    audioFormat: pcmu
                    zeroMeansHuman: false
                    manners:
                      silenceSeconds: 12
                    limits:
                      concurrentCalls: 3
                      dailyHardUSD: 12.5
                      whenRefused: words
                    webOpen: false
                    webDirect: false
                    humanNumbers:
                      after_hours: "+14155550112"
                    timeZone: "America/New_York"
                    businessHours:
                      mon: "09:00-17:00"
                      tue: "closed"
                      wed: "closed"
                      thu: "closed"
                      fri: "closed"
                      sat: "closed"
                      sun: "closed"
                    toolsAllowed: ["search_properties"]
                    # only in the database: retentionDays: 90

                """)
    }

    @Test func `text that YAML would take for something else is between quotation marks`() {
        var entry = TenantEntry(Tenant(id: "null", numbers: [], agentName: "a: b #\u{85}\u{7}\"\\"))
        entry.tenant.brandName = "yes"
        let text = TenantExport.yaml([entry], defaults: SampleTenants.defaults)
        #expect(text.contains(#"- id: "null""#))
        #expect(text.contains(##"agentDisplayName: "a: b #\U00000085\U00000007\"\\""##))
        #expect(text.contains(#"brandName: "yes""#))
        #expect(text.contains("numbers: []"))
    }
}
