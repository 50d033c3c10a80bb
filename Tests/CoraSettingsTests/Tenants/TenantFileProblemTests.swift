import Testing

@testable import CoraSettings

struct TenantFileProblemTests {
    private static let entry = "tenants:\n  - id: ray\n    numbers: ['+14155550100']\n"

    @Test(arguments: [
        ("audioFormat: mp3", #"audioFormat: found "mp3"; wanted pcmu or pcm16"#),
        ("zeroMeansHuman: maybe", #"zeroMeansHuman: found "maybe"; wanted true or false"#),
        (
            "humanNumber: 5550100",
            #"humanNumber: found "5550100"; wanted an E.164 number: + and 7 to 15 digits, like +14155550100"#
        ),
        ("language: English", #"language: found "English"; wanted an ISO 639-1 language code like en or es"#),
        ("voice: [verse]", "voice: found a list; wanted a voice's name, without blanks"),
        (
            "greetingTemplate: Hi from ${agentName}",
            #"greetingTemplate: found "Hi from ${agentName}"; wanted a text with no placeholder but "#
                + "${agentDisplayName} and ${brandName}"
        ),
        (
            "turnDetection: {threshold: 3}",
            #"turnDetection.threshold: found "3"; wanted a number from 0.0 to 1.0"#
        ),
        (
            "manners: {maxMinutes: 0}",
            #"manners.maxMinutes: found "0"; wanted a whole number of minutes from 1 to 240"#
        ),
        (
            "instructionsFile: none.md",
            #"instructionsFile: found "none.md"; wanted a readable file, counted from this file's folder"#
        ),
        ("vioce: verse", #"unknown key "vioce"; the nearest known key is voice"#),
        (
            "manners: {silenceSecond: 5}",
            #"unknown key "manners.silenceSecond"; the nearest known key is manners.silenceSeconds"#
        ),
    ])
    func `A malformed value is one line with file, line, tenant, key, what was found and what is wanted`(
        text: String, line: String
    ) {
        #expect(tenantProblems(Self.entry + "    \(text)\n") == [#"tenants.yaml:4: tenant "ray": "# + line])
    }

    @Test func `Defaults are checked in their own name, and have neither id nor numbers`() {
        let yaml = "defaults:\n  audioFormat: mp3\n  id: x\n" + Self.entry
        let lines = tenantProblems(yaml)
        #expect(lines.count == 2)
        #expect(lines.first == #"tenants.yaml:2: defaults: audioFormat: found "mp3"; wanted pcmu or pcm16"#)
        #expect(
            lines.last?.hasPrefix(#"tenants.yaml:3: defaults: unknown key "id"; known are agentDisplayName, "#) == true)
    }

    @Test func `Ids and numbers must be there, well-formed and unique`() {
        let yaml = """
            tenants:
              - id: a
                numbers: ["+14155550100", "4155550101"]
              - numbers: ["+14155550102"]
              - id: a
                numbers: ["+14155550100"]
              - id: c
            """
        #expect(
            tenantProblems(yaml) == [
                #"tenants.yaml:3: tenant "a": numbers: found "4155550101"; "#
                    + "wanted an E.164 number: + and 7 to 15 digits, like +14155550100",
                "tenants.yaml:4: tenant 2: id: not set; wanted a name of its own, without blanks",
                #"tenants.yaml:7: tenant "c": numbers: not set; "#
                    + "wanted at least one E.164 number, unless it is the default tenant",
                #"tenants.yaml:5: tenant "a": id: found "a"; wanted an id that no other tenant has"#,
                #"tenants.yaml:5: tenant "a": numbers: found "+14155550100"; "#
                    + #"wanted a number of one tenant only; "a" has it too"#,
            ])
    }

    @Test func `The default must be a tenant, and needs no number`() {
        let missing = tenantProblems("default: x\n" + Self.entry)
        #expect(missing == [#"tenants.yaml:1: default: found "x"; wanted the id of a tenant"#])
        #expect(tenantProblems("default: x\ntenants: [{id: x}]") == [])
    }

    @Test func `A caller cannot be warned before the call begins`() {
        let lines = tenantProblems(Self.entry + "    manners: {maxMinutes: 1}\n")
        #expect(
            lines == [
                #"tenants.yaml:2: tenant "ray": manners.warningSeconds: found "60"; "#
                    + "wanted less than the longest call, 60 seconds"
            ])
    }

    @Test func `Instructions must come from somewhere, from one place, and ask for nothing unknown`() {
        #expect(
            tenantProblems(Self.entry, files: [:]) == [
                #"tenants.yaml:2: tenant "ray": instructions: not set; wanted instructions, instructionsFile, "#
                    + "or a file prompts/agent.md beside this one"
            ])
        let both = tenantProblems(Self.entry + "    instructions: a\n    instructionsFile: prompts/agent.md\n")
        #expect(
            both == [#"tenants.yaml:2: tenant "ray": instructionsFile: found beside instructions; wanted one of them"#])
        let unknown = tenantProblems(Self.entry, files: ["prompts/agent.md": "Be ${agent}."])
        #expect(
            unknown == [
                "prompts/agent.md: found ${agent}; wanted no placeholder but ${agentDisplayName}, ${brandName}, ${now}, "
                    + "${businessHours}, ${callerNumber}, ${caller}"
            ])
    }

    @Test(arguments: [
        ("", "tenants.yaml: found no keys; wanted the key tenants, and a list there"),
        ("- a", "tenants.yaml: found no keys; wanted the key tenants, and a list there"),
        ("tenants: []", "tenants.yaml:1: tenants: found an empty list; wanted a list of at least one tenant"),
        ("tenants: [ray]", #"tenants.yaml:1: tenant 1: found "ray"; wanted keys and values"#),
        (
            "tenants: {ray: 1}",
            "tenants.yaml:1: tenants: found keys and values; wanted a list of at least one tenant"
        ),
        (
            "tenant:\n  - id: a\ntenants: [{id: a, numbers: +14155550100}]",
            #"tenants.yaml:1: unknown key "tenant"; the nearest known key is tenants"#
        ),
    ])
    func `A file that has no tenants is one line`(yaml: String, line: String) {
        #expect(tenantProblems(yaml) == [line])
    }

    @Test func `A file that is not YAML is one line`() {
        let lines = tenantProblems("tenants: [")
        #expect(lines.count == 1)
        #expect(lines.first?.contains("not YAML") == true)
        #expect(lines.first?.contains("\n") == false)
    }
}
