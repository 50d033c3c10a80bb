import Foundation

/// Everything that `cora doctor` found.
package struct DoctorReport: Sendable, Equatable, Encodable {
    /// Whether calls can be expected to work: no finding says that they fail.
    package let ok: Bool
    /// The findings, in the order of the checks.
    package let findings: [Finding]

    package init(_ findings: [Finding]) {
        self.findings = findings
        ok = !findings.contains { $0.severity == .fail }
    }

    /// The report for people: one line a finding, with the fix on the next line.
    package func lines() -> [Line] {
        let width = findings.map { TerminalText.width($0.check) }.max() ?? 0
        let tones: [Finding.Severity: (String, Tone)] = [
            .ok: ("ok  ", .good), .warn: ("warn", .warn), .fail: ("FAIL", .bad),
        ]
        var lines: [Line] = []
        for finding in findings {
            let (word, tone) = tones[finding.severity] ?? ("", .plain)
            var line = Line("\(word)  ", tone)
            line.add(TerminalText.padded(finding.check, width) + "  ", .strong)
            line.add(finding.what)
            lines.append(line)
            if let fix = finding.fix {
                lines.append(Line("      " + String(repeating: " ", count: width) + "  fix: \(fix)", .key))
            }
        }
        let (fails, warns) = (findings.count { $0.severity == .fail }, findings.count { $0.severity == .warn })
        let verdict = fails > 0 ? "\(fails) of \(findings.count) checks failed" : "calls can be answered"
        return lines + [Line(), Line(verdict + (warns > 0 ? "; \(warns) warnings" : ""), fails > 0 ? .bad : .good)]
    }

    /// The report as JSON, for programs.
    package func json() -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}
