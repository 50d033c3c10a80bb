extension FakeCallReport {
    /// The report as lines for a terminal: what was measured, then what was expected, then the verdict.
    package var text: String {
        var lines = ["\(scenario): \(about)", "call \(callSid), \(ending)", ""]
        lines += measures
        if !expectations.isEmpty {
            lines += ["", "expected"]
            lines += expectations.map { "  \($0.isMet ? "ok  " : "FAIL") \($0.expected): \($0.found)" }
        }
        if !violations.isEmpty {
            lines += ["", "rules of Twilio's that the server broke"]
            lines += violations.map { "  \($0)" }
        }
        lines += ["", verdictLine]
        return lines.joined(separator: "\n")
    }

    private var measures: [String] {
        var rows: [(String, String, String)] = []
        for document in documents { rows.append(("POST \(document.path)", Self.figure(document.took), "")) }
        rows.append(("start → first agent audio", Self.figure(greetingAfter), ""))
        rows.append(("start → heard by the caller", Self.figure(greetingHeardAfter), ""))
        for (index, turn) in turns.enumerated() {
            rows.append(("turn \(index + 1): caller stops → audio", Self.figure(turn.answeredAfter), turn.text))
        }
        for (index, bargeIn) in bargeIns.enumerated() {
            let cut =
                "heard \(Int(bargeIn.heardMilliseconds)) ms, \(bargeIn.unheardMilliseconds) ms dropped"
                + (bargeIn.leakedMilliseconds > 0 ? ", \(Int(bargeIn.leakedMilliseconds)) ms leaked" : "")
            rows.append(("barge-in \(index + 1): speech → clear", Self.figure(bargeIn.speechToClear), cut))
            rows.append(("barge-in \(index + 1): speech → silence", Self.figure(bargeIn.speechToSilence), bargeIn.text))
        }
        rows.append(("agent audio heard", Self.figure(heardMilliseconds), "in \(agentSpeeches.count) stretches"))
        for dial in dials { rows.append(("dialled \(dial.leg.number)", Self.figure(dial.rang), dial.outcome)) }
        let pace = "p99 \(Self.figure(pacing.percentile(0.99))), worst \(Self.figure(pacing.worst))"
        rows.append(("own pacing error", Self.figure(pacing.percentile(0.5)), "\(pace), \(pacing.count) ticks"))
        return Self.aligned(rows)
    }

    private var verdictLine: String {
        switch verdict {
        case .passed: "PASSED"
        case .failed: "FAILED"
        case .unreliable:
            "UNRELIABLE: \(pacing.intolerable) of \(pacing.count) ticks ran more than 60 ms late; the machine was too "
                + "busy for these figures to mean anything"
        }
    }

    private static func aligned(_ rows: [(name: String, figure: String, note: String)]) -> [String] {
        let nameWidth = rows.map(\.name.count).max() ?? 0
        let figureWidth = rows.map(\.figure.count).max() ?? 0
        return rows.map { row in
            let name = row.name + String(repeating: " ", count: nameWidth - row.name.count)
            let figure = String(repeating: " ", count: figureWidth - row.figure.count) + row.figure
            let note = row.note.count > 60 ? row.note.prefix(57) + "..." : row.note[...]
            return note.isEmpty ? "  \(name)  \(figure)" : "  \(name)  \(figure)   \(note)"
        }
    }

    private static func figure(_ duration: Duration?) -> String {
        guard let duration else { return "-" }
        return figure(duration.inMilliseconds)
    }

    /// Milliseconds with one decimal.
    private static func figure(_ milliseconds: Double) -> String {
        let tenths = Int((milliseconds * 10).rounded())
        return "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10) ms"
    }
}
