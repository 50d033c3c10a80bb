extension LoadReport {
    private static let titleWidth = 46
    private static let cellWidth = 12

    /// The report as a terminal shows it.
    package var text: String {
        let mix =
            "\(shape.calls) calls, \(Figure.plain(shape.rampPerSecond)) a second, \(shape.seconds) s, \(shape.mix.text)"
        var lines = ["", "\(mix), seed \(shape.seed)", machine, ""]
        lines.append(Self.line("", Self.timeHeads))
        lines += times.map { Self.line($0.title, $0.cells) }
        lines += ["", Self.line("", Self.countHeads)]
        lines += counts.map { Self.line($0.title, $0.cells) }
        lines.append("")
        lines += facts.map { Self.line($0.title, $0.cells) }
        lines += ["", Self.line("bound", ["limit", "measured"])]
        lines += results.map { result in
            let measured = result.value.map(Figure.plain) ?? "–"
            return Self.line(result.name, ["≤ \(Figure.plain(result.limit))", measured])
                + (result.isHeld ? "   held" : "   MISSED")
        }
        if !figures.failures.isEmpty {
            lines += ["", "failures"]
            for (kind, count) in figures.failures.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
                let detail = figures.details[kind].map { "   \($0.prefix(100))" } ?? ""
                lines.append(Self.line(kind, ["\(count)"]) + Self.oneLine(detail))
            }
        }
        if figures.serverDied { lines += ["", "The server's process ended during the run."] }
        if !figures.unmeasured.isEmpty {
            lines += ["", "not measured"] + figures.unmeasured.map { "  \($0)" }
        }
        lines += [""] + [mostCalls, sentence].compactMap(\.self)
        return lines.joined(separator: "\n")
    }

    private static func line(_ title: String, _ cells: [String]) -> String {
        cells.reduce("  " + padded(title, to: titleWidth)) { $0 + padded($1, to: cellWidth, onLeft: true) }
    }

    private static func padded(_ text: String, to width: Int, onLeft: Bool = false) -> String {
        let blanks = String(repeating: " ", count: max(width - text.count, onLeft ? 1 : 0))
        return onLeft ? blanks + text : text + blanks
    }

    private static func oneLine(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }
}
