import CoraCall
import CoraTenant
import Foundation
import StoreTesting
import Testing

@testable import CoraSettings

/// What every tenant of these tests begins with.
let base = Tenant(id: "", numbers: [], agentName: "Front Desk")

/// A tenants file of that text; the files beside it are given as values.
func tenantFile(
    _ yaml: String, files: [String: String] = ["prompts/agent.md": "You are ${brandName} for ${agentDisplayName}."]
) throws(TenantFileError) -> TenantFile {
    try TenantFile(yaml: yaml, name: "tenants.yaml", defaults: base) { files[$0] }
}

/// What is wrong with that text; empty when nothing is.
func tenantProblems(_ yaml: String, files: [String: String] = ["prompts/agent.md": "x"]) -> [String] {
    do throws(TenantFileError) {
        _ = try tenantFile(yaml, files: files)
        return []
    } catch {
        return error.problems
    }
}

struct TenantFileTests {
    @Test func `A tenant has what it says, then what the defaults say, then what the instance says`() throws {
        let file = try tenantFile(
            """
            defaults:
              voice: sage
              language: es
              manners: {silenceSeconds: 20}
            tenants:
              - id: ray
                numbers: [+14155550100, "+14155550101"]
                agentDisplayName: Ray Richards
                voice: verse
              - id: sarah
                numbers: +14155550102
                manners:
                  maxMinutes: 5
            """)
        let ray = file.tenants[0]
        #expect(ray.numbers == ["+14155550100", "+14155550101"])
        #expect(ray.agentName == "Ray Richards")
        #expect(ray.voice == "verse")
        #expect(ray.language == "es")
        #expect(ray.instructions == "You are CORA for Ray Richards.")
        let sarah = file.tenants[1]
        #expect(sarah.agentName == "Front Desk")
        #expect(sarah.voice == "sage")
        #expect(sarah.manners.silence == .seconds(20))
        #expect(sarah.manners.maximumDuration == .seconds(300))
        #expect(sarah.manners.keypadPause == base.manners.keypadPause)
        #expect(sarah.numbers == ["+14155550102"])
        #expect(file.fallback == nil)
        #expect(file.warnings == [])
    }

    @Test func `Every key reaches its place`() throws {
        let file = try tenantFile(
            """
            default: a
            tenants:
              - id: a
                numbers: ["+14155550100"]
                agentDisplayName: A
                brandName: B
                greetingTemplate: "${brandName} for ${agentDisplayName}"
                instructions: Be ${brandName}.
                language: fr
                voice: alloy
                model: gpt-realtime
                transcriptionModel: whisper-1
                audioFormat: pcm16
                humanNumber: "+14155550177"
                zeroMeansHuman: true
                humanNumbers: {after_hours: "+14155550178", spanish_line: "+14155550179"}
                timeZone: Europe/Madrid
                businessHours: {mon-wed: "09:00-14:00, 16:00-20:00", sat: "10:00-14:00", tue: closed}
                toolsAllowed: [search_properties, end_call]
                turnDetection: {threshold: 0.8, prefixMilliseconds: 100, silenceMilliseconds: 200}
                manners: {silenceSeconds: 5, maxMinutes: 2, warningSeconds: 10, keypadPauseMilliseconds: 900}
            """)
        let tenant = Tenant(
            id: "a", numbers: ["+14155550100"], agentName: "A", brandName: "B",
            greetingTemplate: "${brandName} for ${agentDisplayName}", instructions: "Be B.", language: "fr",
            voice: "alloy", model: "gpt-realtime", encoding: .pcm16,
            turnDetection: TurnDetectionPolicy(threshold: 0.8, prefixMilliseconds: 100, silenceMilliseconds: 200),
            transcriptionModel: "whisper-1", humanNumber: "+14155550177", zeroMeansHuman: true,
            humanNumbers: [.afterHours: "+14155550178", .spanishLine: "+14155550179"], timeZone: "Europe/Madrid",
            businessHours: BusinessHours(byDay: [
                "mon": [["09:00", "14:00"], ["16:00", "20:00"]], "wed": [["09:00", "14:00"], ["16:00", "20:00"]],
                "sat": [["10:00", "14:00"]],
            ]), toolsAllowed: ["search_properties", "end_call"],
            manners: PhoneManners(
                silence: .seconds(5), maximumDuration: .seconds(120), durationWarning: .seconds(10),
                keypadPause: .milliseconds(900)))
        #expect(file.tenants == [tenant])
        #expect(file.fallback == tenant)
    }

    @Test func `Hours and tools are the defaults', unless the tenant says otherwise, day by day`() throws {
        let file = try tenantFile(
            """
            defaults: {businessHours: {mon-sun: "09:00-17:00"}, toolsAllowed: [end_call]}
            tenants:
              - {id: a, numbers: ["+14155550100"], businessHours: {sat-sun: closed, fri: "09:00-12:00"}}
              - {id: b, numbers: ["+14155550101"], businessHours: always, toolsAllowed: all}
            """)
        let hours = try #require(file.tenants[0].businessHours)
        #expect(hours.isOpen(.monday, minute: 9 * 60) && hours.isOpen(.friday, minute: 719))
        #expect(!hours.isOpen(.friday, minute: 720) && !hours.isOpen(.sunday, minute: 600))
        #expect(file.tenants[0].toolsAllowed == ["end_call"])
        #expect(file.tenants[1].businessHours == nil && file.tenants[1].toolsAllowed == nil)
    }

    @Test func `Instructions come from the tenant, its file, the defaults' file, or the file beside`() throws {
        let yaml = """
            defaults: {instructionsFile: common.md}
            tenants:
              - {id: a, numbers: ["+14155550100"], instructions: Own.}
              - {id: b, numbers: ["+14155550101"], instructionsFile: b.md}
              - {id: c, numbers: ["+14155550102"]}
            """
        let files = ["common.md": "Common.", "b.md": "B of ${agentDisplayName}.", "prompts/agent.md": "Beside."]
        #expect(
            try tenantFile(yaml, files: files).tenants.map(\.instructions) == ["Own.", "B of Front Desk.", "Common."])
        let bare = try tenantFile("tenants: [{id: a, numbers: ['+14155550100']}]", files: files)
        #expect(bare.tenants[0].instructions == "Beside.")
    }

    @Test func `Long instructions are warned of`() throws {
        let files = ["prompts/agent.md": String(repeating: "word ", count: 601)]
        let file = try tenantFile("tenants: [{id: a, numbers: ['+14155550100']}]", files: files)
        #expect(
            file.warnings == [
                "tenants.yaml: tenant \"a\": instructions: 601 words; more than 600 make every turn slower and dearer"
            ])
    }

    @Test func `The shipped file has the seed's two tenants and one for every other number`() throws {
        let file = try TenantFile.load(path: packageFolder + "/Config/tenants.yaml", defaults: base)
        #expect(file.warnings == [])
        #expect(file.fallback?.id == "front-desk")
        #expect(
            file.fallback?.greeting
                == "Hi, you've reached Front Desk, an AI real-estate assistant. How can I help today?")
        let ray = try #require(file.tenants.first { $0.numbers.contains("+1234567890") })
        #expect(ray.greeting == "Hi, you've reached Ray Richards. I'm CORA, their AI assistant. How can I help today?")
        #expect(ray.voice == "verse")
        let sarah = try #require(file.tenants.first { $0.numbers.contains("+0987654321") })
        #expect(sarah.greeting == "Hello! This is CORA for Sarah Chen. How may I assist you?")
        #expect(sarah.voice == "alloy")
        #expect(sarah.instructions.contains("You are CORA, the AI assistant who answers the phone for Sarah Chen"))
        #expect(!sarah.instructions.contains("${agent") && !sarah.instructions.contains("${brand"))
        for fact in AgentPrompt.placeholders { #expect(sarah.instructions.contains("${\(fact)}")) }
        #expect(sarah.instructions.contains("end_call"))
    }
}
