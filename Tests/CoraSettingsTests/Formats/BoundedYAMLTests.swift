import CoraTenant
import StoreTesting
import Testing
import Yams

@testable import CoraSettings

struct BoundedYAMLTests {
    /// Ten lists, each with the one before it nine times: nine thousand million values in a few lines.
    private static let bomb: String = {
        let first = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        return (1..<10).reduce(first) { text, level in
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            return text + "a\(level): &a\(level) [\(aliases)]\n"
        }
    }()

    @Test func `a few lines of aliases that stand for more values than memory holds are not read`() {
        #expect(throws: BoundedYAML.TooMuch(problem: "found 81 aliases (*name); at most 20 are read")) {
            try BoundedYAML.compose(Self.bomb)
        }
        let problem = #expect(throws: TenantFileError.self) {
            try TenantFile(yaml: Self.bomb, name: "t.yaml", defaults: SampleTenants.defaults) { _ in nil }
        }
        #expect(problem?.problems == ["t.yaml: found 81 aliases (*name); at most 20 are read"])
        #expect(throws: BoundedYAML.TooMuch.self) { try SettingsFile.entries(of: Self.bomb) }
    }

    @Test func `so few aliases may stand for a long list that its values are too many`() {
        let list = Array(repeating: "x", count: 100_000).joined(separator: ",")
        #expect(throws: BoundedYAML.TooMuch(problem: "found more than 500000 values")) {
            try BoundedYAML.compose("a: &a [\(list)]\nb: [*a, *a, *a, *a, *a]\n")
        }
    }

    @Test(arguments: [
        String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 5_000),
        String(repeating: "- ", count: 100_000), String(repeating: "? ", count: 100_000),
        (0..<900).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
        "a: " + String(repeating: "[", count: 33) + String(repeating: "]", count: 33),
    ])
    func `values too deep in each other are not read`(text: String) {
        #expect(throws: BoundedYAML.TooMuch(problem: "found values too deep in each other")) {
            try BoundedYAML.compose(text)
        }
    }

    @Test func `a text that is too long is not read`() {
        #expect(throws: BoundedYAML.TooMuch.self) {
            try BoundedYAML.compose("a: \"" + String(repeating: "x", count: 9 << 20) + "\"")
        }
    }

    @Test func `what people write is read`() throws {
        let text = """
            # An anchor and its alias, a text in block form, quotation marks, brackets.
            usual: &usual {mon: "09:00-17:00", tue: '09:00-17:00'}
            tenants:
              - id: ray
                hours: *usual
                greeting: It's Ray's office, 'the best', "really" no? *Yes* - [of course] {or not}
                instructions: |
                  Rules:
                  * be kind
                  *   be brief
                  *All* of them, "always, and [never [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[.
                brand: >-
                  *One* *two*
                  *three*

                note: 'one
                  line'
            """
        let root = try #require(try BoundedYAML.compose(text))
        #expect(root["tenants"]?[0]?["hours"]?["mon"]?.string == "09:00-17:00")
        #expect(root["tenants"]?[0]?["brand"]?.string == "*One* *two* *three*")
        #expect(YAMLWeight(text).aliases == 1)
        #expect(YAMLWeight(text).brackets == 1)
    }

    @Test(arguments: [
        ("a: *x", 1), ("- *x", 1), ("- - *x", 1), ("[*x,*y, *z]", 3), ("{a: *x, *y : b}", 2), ("? *x\n: *y", 2),
        ("{\"a\":*x}", 1), ("a: &b\n  *x", 1), ("a: !t *x", 1), ("--- *x", 1), ("a: |\n  *x\nb: *y", 1),
        ("- a: |\n    *x\n  b: *y", 1), ("a: \"*x\"", 0), ("a: 'it''s *x'", 0), ("a: 2 *x", 0), ("# *x", 0),
        ("a: b # *x", 0), ("a: 'tis\n  *x\n'\nb: *y", 2), ("a: >\n\n  *x\n\n  *y\nb: *z", 1),
    ])
    func `aliases are counted where YAML has them`(text: String, count: Int) {
        #expect(YAMLWeight(text).aliases == count)
    }
}
