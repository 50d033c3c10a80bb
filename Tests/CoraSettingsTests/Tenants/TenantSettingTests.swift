import CoraCall
import CoraTenant
import StoreTesting
import Testing

@testable import CoraSettings

struct TenantSettingTests {
    @Test func `a tenant with every setting set has no problems, and every text is read again`() throws {
        #expect(TenantSetting.problems(of: SampleTenants.full) == [])
        var copy = TenantEntry(Tenant(id: "full", numbers: [], agentName: "A"))
        for setting in TenantSetting.all where !setting.isConfidential {
            let text = try #require(setting.text(of: SampleTenants.full), "\(setting.key)")
            #expect(setting.put(text, into: &copy, defaults: SampleTenants.defaults), "\(setting.key)")
        }
        (copy.tenant.declaredTools, copy.tenant.mcpServers) = (
            SampleTenants.full.tenant.declaredTools, SampleTenants.full.tenant.mcpServers
        )
        #expect(copy == SampleTenants.full)
    }

    @Test(arguments: ["declaredTools", "mcpServers"])
    func `secrets are not shown; what is shown stands for them where they are known`(key: String) throws {
        let setting = try #require(TenantSetting.named(key))
        let text = try #require(setting.text(of: SampleTenants.full))
        #expect(text.contains("(redacted)") && !text.contains("1234"))
        #expect(!"\(SampleTenants.full)".contains("1234"))
        var entry = SampleTenants.full
        #expect(setting.put(text, into: &entry, defaults: SampleTenants.defaults))
        #expect(entry == SampleTenants.full)
        var other = TenantEntry(Tenant(id: "other", numbers: [], agentName: "A"))
        #expect(!setting.put(text, into: &other, defaults: SampleTenants.defaults))
        #expect(setting.refusal(of: text, in: other).contains("redacted form"))
    }

    @Test(arguments: [
        ("declaredTools", "{", "not JSON"), ("declaredTools", "{}", "wanted a JSON list"),
        ("declaredTools", "[1]", "tool 1: wanted a JSON object"),
        ("declaredTools", #"[{"name":"end_call"}]"#, "tool 1: name: wanted"),
        ("declaredTools", #"[{"name":"a","colour":1}]"#, "unknown key colour"),
        ("declaredTools", #"[{"name":"a","parameters":{"type":"object"}}]"#, "tool 1: parameters: wanted"),
        (
            "declaredTools",
            #"[{"name":"a","description":"d","url":"http://x/","secret":"whsec_1234","parameters":{"type":"object","properties":{},"required":[],"additionalProperties":false}}]"#,
            "url: wanted an https URL"
        ),
        ("mcpServers", #"[{"label":"a b"}]"#, "label: wanted"),
        ("mcpServers", #"[{"label":"a","url":"https://x/","headers":{"A":1}}]"#, "headers: wanted"),
    ])
    func `tools that make no sense are refused with the place, and never with what was given`(
        key: String, text: String, words: String
    ) throws {
        let setting = try #require(TenantSetting.named(key))
        var entry = SampleTenants.full
        #expect(!setting.put(text, into: &entry, defaults: SampleTenants.defaults))
        let refusal = setting.refusal(of: text, in: entry)
        #expect(refusal.contains(words), "\(refusal)")
        #expect(!refusal.contains("whsec"))
    }

    @Test func `the empty text puts every setting back to the default`() {
        var entry = SampleTenants.full
        for setting in TenantSetting.all {
            #expect(setting.put("", into: &entry, defaults: SampleTenants.defaults))
        }
        var expected = TenantEntry(SampleTenants.defaults)
        expected.tenant.id = "full"
        #expect(entry == expected)
    }

    @Test(arguments: [
        ("numbers", "4155550100"), ("numbers", "+14155550100, +14155550100"), ("agentDisplayName", "a\nb"),
        ("greetingTemplate", "Hi ${agentName}"), ("instructions", "${x}"), ("language", "english"),
        ("voice", "two words"), ("model", "é"), ("audioFormat", "mp3"), ("humanNumber", "911"),
        ("zeroMeansHuman", "maybe"), ("turnDetection.threshold", "1.1"), ("turnDetection.threshold", "nan"),
        ("manners.maxMinutes", "0"), ("manners.maxMinutes", "9223372036854775807"), ("timeZone", "Mars/Olympus"),
        ("businessHours", "{}}"), ("businessHours", #"{"monday": []}"#),
        ("businessHours", #"{"mon": [["17:00", "09:00"]]}"#), ("businessHours", #"{"mon": [["9:00", "17:00"]]}"#),
        ("humanNumbers", #"{"boss": "+14155550100"}"#), ("limits.concurrentCalls", "-1"), ("retentionDays", "0"),
        ("limits.burst", "0"), ("limits.dailySoftUSD", "-5"), ("limits.dailyHardUSD", "ten"),
        ("limits.whenRefused", "music"), ("phrases.hold", " ."), ("phrases.hold", "One\nmoment."),
        ("phrases.goodbye", String(repeating: "a", count: 301)), ("phrases.trouble", "Sorry, ${caller}."),
        ("fallbackModel", "two words"), ("fallbackBaseURL", "ftp://a.example"), ("fallbackBaseURL", "https://"),
        ("fallbackBaseURL", "https://user:secret@a.example/v1"),
    ])
    func `what is not wanted is not taken`(key: String, text: String) throws {
        var entry = SampleTenants.full
        let setting = try #require(TenantSetting.named(key))
        #expect(!setting.put(text, into: &entry, defaults: SampleTenants.defaults))
        #expect(entry == SampleTenants.full)
    }

    @Test func `problems say what was found and what is wanted`() {
        var entry = SampleTenants.full
        entry.tenant.voice = "two words"
        entry.tenant.manners.durationWarning = .seconds(600)
        entry.tenant.limits.dailySoft = Dollars("41")
        #expect(
            TenantSetting.problems(of: entry) == [
                "voice: found \"two words\"; wanted a voice's name, without blanks",
                "manners.warningSeconds: found \"600\"; wanted less than the longest call, 600 seconds",
                "limits.dailySoftUSD: found \"41\"; wanted no more than the hard limit, 40",
            ])
    }
}
