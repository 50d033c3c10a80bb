import CoraSettings
import CoraSupervisor
import Foundation
import StoreTesting
import Testing

@testable import CoraServer

struct RunbookTests {
    static func file(_ name: String) throws -> String {
        try String(contentsOfFile: "\(packageFolder)/Config/\(name)", encoding: .utf8)
    }

    /// An alert rule as the file has it.
    private struct Alert {
        var name: String
        var text: String
        var section: String? { text.firstMatch(of: /runbook_url: Config\/runbook\.md#([a-z_]+)/).map { String($0.1) } }
    }

    private static func alerts() throws -> [Alert] {
        let text = try Self.file("prometheus/alerts.yml")
        return text.components(separatedBy: "- alert: ").dropFirst().map { part in
            Alert(name: part.prefix { !$0.isWhitespace }.description, text: part)
        }
    }

    /// The sections of problems and alerts, by their anchors; the general ones are of another level.
    private static func sections() throws -> [String: String] {
        let text = try Self.file("runbook.md")
        var sections: [String: String] = [:]
        for part in text.components(separatedBy: "\n### ").dropFirst() {
            let body = part.components(separatedBy: "\n## ")[0]
            let name = String(body.prefix { $0 != "\n" })
            #expect(sections[name] == nil, "\(name) is there twice")
            sections[name] = body
        }
        return sections
    }

    @Test func `every problem and every alert has a section, and every section is of one`() throws {
        let sections = try Self.sections()
        let wanted = ProblemID.allCases.map(\.rawValue) + (try Self.alerts()).compactMap(\.section)
        #expect(Set(wanted) == Set(sections.keys))
    }

    @Test func `every alert says how bad it is, what is wrong and where help is`() throws {
        let alerts = try Self.alerts()
        #expect(alerts.count > 20)
        #expect(Set(alerts.map(\.name)).count == alerts.count)
        let sections = try Self.sections()
        for alert in alerts {
            #expect(alert.text.contains(/severity: (critical|warning)\n/), "\(alert.name)")
            #expect(alert.text.contains(/summary: \S/), "\(alert.name)")
            #expect(alert.text.contains(/description: \S/), "\(alert.name)")
            #expect(alert.text.contains(/expr: \S/), "\(alert.name)")
            let section = try #require(alert.section, "\(alert.name) sends nobody anywhere")
            #expect(sections[section]?.contains("`\(alert.name)`") == true, "\(section) does not name \(alert.name)")
        }
    }

    @Test func `every alert is tested, both that it comes and that it does not`() throws {
        let tests = try Self.file("prometheus/alerts_test.yml")
        for alert in try Self.alerts() {
            #expect(tests.contains("alertname: \(alert.name)\n        exp_alerts:\n"), "\(alert.name)")
            #expect(tests.contains("alertname: \(alert.name)\n        exp_alerts: []\n"), "\(alert.name)")
        }
    }

    @Test func `each section says what it means, what callers notice, what to look at and what to do`() throws {
        for (name, body) in try Self.sections() {
            for part in ["**Means.**", "**Callers.**", "**Look.**", "**Do.**"] {
                #expect(body.contains(part), "\(name) lacks \(part)")
            }
        }
    }

    @Test func `the settings it names exist`() throws {
        let text = try Self.file("runbook.md")
        let named = text.matches(of: /`([A-Z][A-Z0-9]+_[A-Z0-9_]+)`/).map { String($0.output.1) }
        #expect(Set(named).subtracting(SettingsKey.all.map(\.name)) == [])
        #expect(!named.isEmpty)
    }

    @Test func `the messages by which it finds moments in the log are those that are logged`() throws {
        let table = try Self.file("runbook.md").split(separator: "\n")
            .compactMap { $0.wholeMatch(of: /\| [^|]+ \| `([a-z -]+)` \| [^|]+ \|/)?.output.1 }
        #expect(table.count > 8)
        let sources = try #require(
            FileManager.default.enumerator(atPath: packageFolder + "/Sources")?.compactMap { $0 as? String })
        let code = try sources.filter { $0.hasSuffix(".swift") }.map {
            try String(contentsOfFile: "\(packageFolder)/Sources/\($0)", encoding: .utf8)
        }
        for message in table {
            #expect(code.contains { $0.contains("\"\(message)\"") }, "nobody logs “\(message)”")
        }
    }

    @Test func `links within it lead somewhere`() throws {
        let text = try Self.file("runbook.md")
        let headings = text.split(separator: "\n").filter { $0.hasPrefix("#") }.map {
            $0.drop { $0 == "#" || $0 == " " }.lowercased().replacingOccurrences(of: " ", with: "-")
        }
        let wanted = text.matches(of: /\]\(#([a-z_-]+)\)/).map { String($0.output.1) }
        #expect(Set(wanted).subtracting(headings) == [])
        #expect(wanted.count > 20)
    }
}
