import CoraCall
import CoraStore
import Foundation
import Testing

@testable import CoraBusiness

@Suite("Tenants as rows")
struct TenantRowTests {
    /// A tenant nothing of which is as in the defaults.
    static let full: TenantEntry = {
        var entry = TenantEntry(
            Tenant(
                id: "full", numbers: ["+14155550100", "+14155550101"], agentName: "Zoë \"Z\" O'Neill",
                brandName: "Nova",
                greetingTemplate: "Hi: ${agentDisplayName}\nand ${brandName} # not a comment",
                instructions: "You are ${brandName}.\n\n  - Be kind: \\o/\n- Be brief. 🏡", language: "es",
                voice: "verse",
                model: "gpt-realtime-mini", encoding: .pcm16,
                turnDetection: TurnDetectionPolicy(threshold: 0.71, prefixMilliseconds: 250, silenceMilliseconds: 640),
                transcriptionModel: "whisper-1", humanNumber: "+14155550111", zeroMeansHuman: true,
                manners: PhoneManners(
                    silence: .seconds(9), maximumDuration: .seconds(600), durationWarning: .seconds(45),
                    keypadPause: .milliseconds(1700))), isDefault: true)
        entry.isEnabled = false
        entry.tenant.humanNumbers = [.afterHours: "+14155550112", .spanishLine: "+14155550113"]
        entry.tenant.timeZone = "America/Los_Angeles"
        entry.tenant.businessHours = BusinessHours(byDay: [
            "mon": [["09:00", "12:00"], ["13:00", "17:30"]], "sat": [],
        ])
        entry.tenant.toolsAllowed = ["search_properties", "request_callback"]
        entry.tenant.declaredTools = tools
        entry.tenant.mcpServers = servers
        entry.tenant.limits = TenantLimits(
            concurrentCalls: 7, callsPerMinute: 30, burst: 12, dailySoft: Dollars("24.5"), dailyHard: Dollars("40"),
            whenRefused: .words)
        entry.retentionDays = 90
        return entry
    }()

    private static let tools =
        ToolURL("https://tools.example/rate").map { url in
            [
                DeclaredTool(
                    description: ToolDescription(
                        name: "mortgage_rate", description: "Rates.",
                        parameters: .object([.init("years", .integer()), .init("city", .nullable(.string()))])),
                    url: url, secret: Confidential("whsec_1234"), deadline: .milliseconds(1500))
            ]
        } ?? []

    private static let servers =
        ToolURL("https://mcp.example/sse").map { url in
            [
                RemoteToolServer(
                    label: "crm", url: url, about: "The CRM.", authorization: Confidential("token-1234"),
                    headers: ["X-Team": Confidential("header-1234")], toolsAllowed: ["find"])
            ]
        } ?? []

    @Test("every field goes into a row and comes back")
    func roundTrip() throws {
        let row = TenantRow(Self.full, defaults: TenantDatabase.defaults)
        let data = try JSONEncoder().encode(row)
        let back = try JSONDecoder().decode(TenantRow.self, from: data)
        #expect(back.entry(numbers: Self.full.tenant.numbers, defaults: TenantDatabase.defaults) == Self.full)
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(Set(object.keys) == Set(TenantRow.CodingKeys.allCases.map(\.rawValue)))
    }

    @Test("what is as in the defaults is NULL, and follows them")
    func followsDefaults() {
        var defaults = TenantDatabase.defaults
        let row = TenantRow(TenantEntry(Tenant(id: "a", numbers: [], agentName: "A")), defaults: defaults)
        #expect(row.vadThreshold == nil && row.vadSilence == nil && row.silence == nil && row.warning == nil)
        defaults.turnDetection.threshold = 0.9
        defaults.manners.silence = .seconds(20)
        let tenant = row.entry(numbers: [], defaults: defaults).tenant
        #expect(tenant.turnDetection.threshold == 0.9)
        #expect(tenant.manners.silence == .seconds(20))
    }

    @Test("in force, a tenant has instructions, and no placeholders in them")
    func inForce() {
        var entry = TenantEntry(Tenant(id: "a", numbers: [], agentName: "Ann", brandName: "Nova"))
        #expect(entry.inForce(TenantDatabase.defaults).instructions == "You are Nova.")
        entry.tenant.instructions = "For ${agentDisplayName}: ${other}"
        #expect(entry.inForce(TenantDatabase.defaults).instructions == "For Ann: ${other}")
    }
}

@Suite("Tenants' settings")
struct TenantSettingTests {
    @Test("a tenant with every setting set has no problems, and every text is read again")
    func texts() throws {
        #expect(TenantSetting.problems(of: TenantRowTests.full) == [])
        var copy = TenantEntry(Tenant(id: "full", numbers: [], agentName: "A"))
        for setting in TenantSetting.all where !setting.isConfidential {
            let text = try #require(setting.text(of: TenantRowTests.full), "\(setting.key)")
            #expect(setting.put(text, into: &copy, defaults: TenantDatabase.defaults), "\(setting.key)")
        }
        (copy.tenant.declaredTools, copy.tenant.mcpServers) = (
            TenantRowTests.full.tenant.declaredTools, TenantRowTests.full.tenant.mcpServers
        )
        #expect(copy == TenantRowTests.full)
    }

    @Test(
        "secrets are not shown; what is shown stands for them where they are known",
        arguments: ["declaredTools", "mcpServers"])
    func secrets(key: String) throws {
        let setting = try #require(TenantSetting.named(key))
        let text = try #require(setting.text(of: TenantRowTests.full))
        #expect(text.contains("(redacted)") && !text.contains("1234"))
        let snapshot = TenantSnapshot.text(of: TenantRowTests.full.tenant)
        #expect(snapshot.contains("mortgage_rate") && snapshot.contains("crm") && !snapshot.contains("1234"))
        #expect(!"\(TenantRowTests.full)".contains("1234"))
        var entry = TenantRowTests.full
        #expect(setting.put(text, into: &entry, defaults: TenantDatabase.defaults))
        #expect(entry == TenantRowTests.full)
        var other = TenantEntry(Tenant(id: "other", numbers: [], agentName: "A"))
        #expect(!setting.put(text, into: &other, defaults: TenantDatabase.defaults))
        #expect(setting.refusal(of: text, in: other).contains("redacted form"))
    }

    @Test(
        "tools that make no sense are refused with the place, and never with what was given",
        arguments: [
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
    func tools(key: String, text: String, words: String) throws {
        let setting = try #require(TenantSetting.named(key))
        var entry = TenantRowTests.full
        #expect(!setting.put(text, into: &entry, defaults: TenantDatabase.defaults))
        let refusal = setting.refusal(of: text, in: entry)
        #expect(refusal.contains(words), "\(refusal)")
        #expect(!refusal.contains("whsec"))
    }

    @Test("the empty text puts every setting back to the default")
    func reset() {
        var entry = TenantRowTests.full
        for setting in TenantSetting.all {
            #expect(setting.put("", into: &entry, defaults: TenantDatabase.defaults))
        }
        var expected = TenantEntry(TenantDatabase.defaults)
        expected.tenant.id = "full"
        #expect(entry == expected)
    }

    @Test(
        "what is not wanted is not taken",
        arguments: [
            ("numbers", "4155550100"), ("numbers", "+14155550100, +14155550100"), ("agentDisplayName", "a\nb"),
            ("greetingTemplate", "Hi ${agentName}"), ("instructions", "${x}"), ("language", "english"),
            ("voice", "two words"), ("model", "é"), ("audioFormat", "mp3"), ("humanNumber", "911"),
            ("zeroMeansHuman", "maybe"), ("turnDetection.threshold", "1.1"), ("turnDetection.threshold", "nan"),
            ("manners.maxMinutes", "0"), ("manners.maxMinutes", "9223372036854775807"), ("timeZone", "Mars/Olympus"),
            ("businessHours", "{}}"), ("businessHours", #"{"monday": []}"#),
            ("businessHours", #"{"mon": [["17:00", "09:00"]]}"#), ("businessHours", #"{"mon": [["9:00", "17:00"]]}"#),
            ("humanNumbers", #"{"boss": "+14155550100"}"#), ("limits.concurrentCalls", "-1"), ("retentionDays", "0"),
            ("limits.burst", "0"), ("limits.dailySoftUSD", "-5"), ("limits.dailyHardUSD", "ten"),
            ("limits.whenRefused", "music"),
        ])
    func refused(key: String, text: String) throws {
        var entry = TenantRowTests.full
        let setting = try #require(TenantSetting.named(key))
        #expect(!setting.put(text, into: &entry, defaults: TenantDatabase.defaults))
        #expect(entry == TenantRowTests.full)
    }

    @Test("problems say what was found and what is wanted")
    func problems() {
        var entry = TenantRowTests.full
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

@Suite("Tenants in force")
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

    @Test("a number leads to its tenant, any other to the default one")
    func lookup() {
        let table = Self.table([
            Self.stored(TenantDatabase.two[0]), Self.stored(TenantDatabase.two[1], isDefault: true),
        ])
        #expect(table.tenant(forDialled: "+14155550110")?.id == "ray")
        #expect(table.tenant(forDialled: "+15555555555")?.id == "sarah")
        #expect(Self.table([Self.stored(TenantDatabase.two[0])]).tenant(forDialled: "+15555555555") == nil)
    }

    @Test("a broken row is left out; if it was good before, the tenant from before stays, with its numbers of now")
    func broken() {
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

    @Test("a row of the same version is not read again; one that is gone is forgotten")
    func versions() {
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

    @Test("a tenant that is not enabled does not answer")
    func disabled() {
        var row = Self.stored(TenantDatabase.two[0], isDefault: true)
        row.entry?.isEnabled = false
        #expect(Self.table([row]).tenant(forDialled: "+14155550100") == nil)
    }
}
