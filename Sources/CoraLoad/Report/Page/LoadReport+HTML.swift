extension LoadReport {
    /// The report as one page that needs nothing else: plots inline, light and dark.
    package var html: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(shape.calls) calls: \(verdict.rawValue)</title>
        <style>\(Self.style)</style>
        </head>
        <body>
        <header>
        <p class="badge \(verdict.rawValue)">\(verdict.rawValue)</p>
        <h1>\(shape.calls) calls at once, \(shape.seconds) seconds</h1>
        <p>\([mostCalls, sentence].compactMap(\.self).joined(separator: " ").escaped)</p>
        </header>
        <ul class="tiles">\(tiles)</ul>
        \(plots)
        \(Self.table("Times", [""] + Self.timeHeads, times.map { [$0.title] + $0.cells }))
        <div class="columns">
        \(Self.table("Bounds", ["", "limit", "measured", ""], boundRows))
        \(failureTable)
        \(Self.table("Frames of 20 ms", [""] + Self.countHeads, counts.map { [$0.title] + $0.cells }))
        \(Self.table("Calls and server", ["", ""], facts.map { [$0.title] + $0.cells }))
        \(searchTable)
        </div>
        \(unmeasured)
        <footer>
        <dl>
        <dt>Machine</dt><dd>\(machine.escaped)</dd>
        <dt>Command</dt><dd><code>\(command.escaped)</code></dd>
        <dt>Calls</dt><dd>\(Figure.plain(shape.rampPerSecond)) a second until \(shape.calls) are up; \
        \(shape.mix.text.escaped); seed \(shape.seed)</dd>
        <dt>Made</dt><dd>\(date.escaped)</dd>
        </dl>
        <p>Added latency is one way, from one end of the bridge to the other, by stamps in the audio; both ends ran on this
        machine, by one clock. A frame is 20 ms of a call. A bound that is not held fails the run.</p>
        </footer>
        </body>
        </html>

        """
    }

    private var tiles: String {
        let cpu = figures.cpuPerCallSecond.map { "\(Figure.decimal($0, places: 2)) ms" } ?? "–"
        let memory = figures.memoryPerCall.map { "\(Figure.decimal($0, places: 0)) kB" } ?? "–"
        let failures = figures.failures.values.reduce(0, +)
        let tiles = [
            ("added p50, up · down", pair(50)), ("added p99, up · down", pair(99)),
            ("frames lost", figures.isStamped ? Figure.grouped(figures.ledger.lost) : "–"),
            ("calls failed", Figure.grouped(failures)),
            ("gaps heard", Figure.grouped(figures.callers.gaps)),
            ("barge-in, p99", Figure.milliseconds(figures.callers.bargeIn.percentile(99))),
            ("CPU a call-second", cpu), ("memory a call", memory),
        ]
        return tiles.map { "<li><b>\($1.escaped)</b>\($0.escaped)</li>" }.joined()
    }

    private func pair(_ percent: Double) -> String {
        let (up, down) = (figures.models.latency.percentile(percent), figures.callers.latency.percentile(percent))
        return "\(Figure.milliseconds(up).replacing(" ms", with: "")) · \(Figure.milliseconds(down))"
    }

    private var plots: String {
        let wide = [latencyOverTime, percentiles].compactMap(\.self).map(Self.figure).joined()
        let small = [processorAgainstCalls, memoryAgainstCalls].compactMap(\.self).map(Self.figure).joined()
        return wide + (small.isEmpty ? "" : "<div class=\"columns\">\(small)</div>")
    }

    private static func figure(_ plot: Plot) -> String {
        "<figure><figcaption>\(plot.title.escaped)</figcaption>\n\(plot.svg)</figure>\n"
    }

    private var boundRows: [[String]] {
        results.map { result in
            [
                result.name.replacing("_", with: " "), "≤ \(Figure.plain(result.limit))",
                result.value.map(Figure.plain) ?? "–", result.isHeld ? "held" : "MISSED",
            ]
        }
    }

    private var failureTable: String {
        guard !figures.failures.isEmpty else { return "" }
        let rows = figures.failures.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { kind, count in
            [kind.replacing("_", with: " "), "\(count)", String((figures.details[kind] ?? "").prefix(120))]
        }
        return Self.table("Failures", ["", "calls", "the first"], rows)
    }

    private var searchTable: String {
        guard let search else { return "" }
        return Self.table("The search", ["calls", "outcome"], search.steps.map { ["\($0.calls)", "\($0.outcome)"] })
    }

    private var unmeasured: String {
        guard !figures.unmeasured.isEmpty else { return "" }
        let items = figures.unmeasured.map { "<li>\($0.escaped)</li>" }.joined()
        return "<section><h2>Not measured</h2><ul>\(items)</ul></section>"
    }

    private static func table(_ title: String, _ heads: [String], _ rows: [[String]]) -> String {
        let head = heads.map { "<th>\($0.escaped)</th>" }.joined()
        let body = rows.map { row in
            let isMissed = row.contains("MISSED") ? " class=\"missed\"" : ""
            return "<tr\(isMissed)>" + row.map(cell).joined() + "</tr>"
        }
        return "<section><h2>\(title.escaped)</h2><table><thead><tr>\(head)</tr></thead>"
            + "<tbody>\(body.joined(separator: "\n"))</tbody></table></section>"
    }

    /// A cell; one that begins with a digit is kept on one line.
    private static func cell(_ text: String) -> String {
        let isNumber = text.first.map { $0.isNumber || "≤–".contains($0) } ?? false
        return "<td\(isNumber ? " class=\"number\"" : "")>\(text.escaped)</td>"
    }
}
