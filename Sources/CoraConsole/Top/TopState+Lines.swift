import CoraStore
import CoraSupervisor

extension TopState {
    /// The screen: as many lines as it has rows.
    package func lines() -> [Line] {
        var lines = header()
        switch screen {
        case .calls: lines += callLines()
        case .problems: lines += scrolled(problemLines())
        case .call: lines += scrolled(timelineLines())
        case .help: lines += scrolled(Self.helpLines)
        }
        lines = Array(lines.prefix(max(0, rows - 1)))
        while lines.count < rows - 1 { lines.append(Line()) }
        lines.append(foot())
        return lines
    }

    /// Everything that there is to show, however long: for a pipe, once.
    package func snapshot() -> [Line] {
        var whole = self
        whole.rows = header().count + shown.count + 3 + (stats?.problems.count ?? 0)
        return whole.header() + whole.callLines().reversed().drop { $0.text.isEmpty }.reversed()
    }

    private func scrolled(_ lines: [Line]) -> [Line] {
        let room = max(1, rows - header().count - 1)
        return Array(lines.dropFirst(min(scroll, max(0, lines.count - room))))
    }

    // MARK: The head

    func header() -> [Line] {
        guard let stats else {
            var line = Line("CORA ", .strong)
            line.add(trouble == nil ? "asking \(address) …" : address, .faint)
            return [line] + troubleLines()
        }
        return [identity(stats), volume(stats), pace(stats), health(stats)] + troubleLines() + problemHead(stats)
    }

    private func troubleLines() -> [Line] {
        guard let trouble else { return [] }
        let old = stats == nil ? "" : " What you see is \(Words.roughly(Int64(age.components.seconds) * 1000)) old."
        return [Line("No news: \(trouble)\(old)", .bad)]
    }

    private func identity(_ stats: FleetStats) -> Line {
        var line = Line("CORA \(stats.instance.name) ", .strong)
        line.add(" \(stats.instance.state.rawValue) ", Self.tone(stats.instance.state))
        line.add(" up \(Words.roughly(stats.instance.uptimeMs))  \(Words.bytes(stats.instance.memoryBytes))", .plain)
        if !stats.instance.build.isEmpty { line.add("  build \(stats.instance.build)", .faint) }
        if columns >= line.width + address.count + 3 { line.add("  \(address)", .faint) }
        return line
    }

    private func volume(_ stats: FleetStats) -> Line {
        let calls = stats.calls
        let isFull = calls.limit > 0 && calls.live + calls.pending >= calls.limit
        var line = Line("Calls ")
        line.add("\(Words.count(calls.live))", isFull ? .bad : .strong)
        line.add(" of \(Words.count(calls.limit)) ")
        let part = calls.limit > 0 ? min(1, Double(calls.live) / Double(calls.limit)) : 0
        let full = Int((part * 12).rounded())
        line.add(
            "[" + String(repeating: "|", count: full) + String(repeating: " ", count: 12 - full) + "]",
            part > 0.9 ? .bad : .good)
        if let web = calls.byChannel?["web"], web > 0 { line.add("  \(Words.count(web)) by web") }
        line.add("  let in \(Words.count(stats.admission.admittedLastMinute))/min")
        let refused = stats.admission.refusedLastMinute
        line.add("  refused \(Words.count(refused))/min", refused > 0 ? .warn : .plain)
        line.add("  failed \(Words.count(calls.failedLastMinute))/min", calls.failedLastMinute > 0 ? .bad : .plain)
        return line
    }

    private func pace(_ stats: FleetStats) -> Line {
        var line = Line()
        for (name, figures, bad) in [
            ("Answer", stats.latency.turn, 5000.0), ("First", stats.latency.firstAudio, 2500),
            ("Barge-in", stats.latency.bargeIn, 2000),
        ] {
            let minute = figures.lastMinute
            line.add("\(name) ")
            line.add(minute.count > 0 ? Words.took(minute.p50Ms) : "-", .strong)
            line.add(minute.count > 0 ? " p99 \(Words.took(minute.p99Ms))" : "", minute.p99Ms > bad ? .bad : .plain)
            line.add("  ")
        }
        return line
    }

    private func health(_ stats: FleetStats) -> Line {
        let model = stats.model
        var line = Line("Model \(Words.count(model.open))")
        if model.dialling > 0 { line.add("+\(model.dialling)", .key) }
        if model.failedLastMinute > 0 { line.add(" (\(model.failedLastMinute) failed)", .bad) }
        let lag = stats.loops.map(\.maxLagMs).max() ?? 0
        line.add("  Loops ")
        line.add(Words.took(lag), lag > 200 ? .bad : lag > 40 ? .warn : .plain)
        if let outbox = stats.outbox {
            let tone: Tone =
                outbox.alarm != nil || outbox.refused > 0 ? .bad : outbox.oldestMs > 30_000 ? .warn : .plain
            line.add("  Outbox ")
            line.add(Words.count(outbox.rows) + (outbox.rows > 0 ? " (\(Words.roughly(outbox.oldestMs)))" : ""), tone)
        }
        line.add("  DB ")
        switch stats.database {
        case nil: line.add("none", .faint)
        case let database? where database.isUp: line.add("up \(Words.took(database.answerMs))", .good)
        case _?: line.add("DOWN", .bad)
        }
        line.add("  \(Words.dollars(stats.tenants.reduce(0) { $0 + $1.costTodayUsd }))")
        return line
    }

    private func problemHead(_ stats: FleetStats) -> [Line] {
        guard !stats.problems.isEmpty else { return [Line("Nothing is wrong.", .good)] }
        // On a small screen the calls need room, too.
        let most = rows < 30 ? 3 : 6
        var lines = stats.problems.prefix(most).map { problem in
            var line = Line(problem.severity == .critical ? "! " : "* ", Self.tone(problem))
            let since = "  \(Words.roughly(stats.at - problem.since))"
            line.add(
                TerminalText.fit(TerminalText.harmless(problem.words), max(20, columns - 2 - since.count)),
                Self.tone(problem))
            line.add(since, .faint)
            return line
        }
        if stats.problems.count > most { lines.append(Line("  and \(stats.problems.count - most) more: p", .faint)) }
        return lines
    }

    private static func tone(_ state: InstanceState) -> Tone {
        switch state {
        case .accepting: .good
        case .draining: .warn
        case .shedding, .unknown: .bad
        }
    }

    private static func tone(_ problem: Problem) -> Tone {
        switch problem.severity {
        case .critical: .bad
        case .warning: .warn
        }
    }

    // MARK: The calls

    private func callLines() -> [Line] {
        let visible = CallColumn.allCases.filter { columns >= $0.from }
        let fixed = visible.reduce(0) { $0 + ($1 == .why ? 0 : $1.width + 1) }
        let why = max(12, columns - fixed - 1)
        func width(_ column: CallColumn) -> Int { column == .why ? why : column.width }
        var head = Line()
        for column in visible {
            let arrow = column == sort ? (isDescending ? "▾" : "▴") : ""
            head.add(
                Self.cell(column.title + arrow, width(column), column.isFigure) + " ", column == sort ? .key : .strong)
        }
        guard !shown.isEmpty else {
            let words =
                stats == nil ? "" : calls.isEmpty ? "No calls now." : "No call is like that. Esc empties the filter."
            return [head, Line(words, .faint)]
        }
        return [head]
            + shown.dropFirst(offset).prefix(room).map { call in
                var line = Line()
                line.isChosen = call.callSid == chosen
                for column in visible {
                    let (text, tone) = column.cell(call)
                    line.add(Self.cell(text, width(column), column.isFigure) + " ", tone)
                }
                return line
            }
    }

    private static func cell(_ text: String, _ width: Int, _ isFigure: Bool) -> String {
        TerminalText.padded(TerminalText.fit(TerminalText.harmless(text), width), width, toTheRight: isFigure)
    }

    // MARK: The foot

    private func foot() -> Line {
        if let question {
            switch question {
            case .hangUp(_, let words): return Line("Hang up \(words)? The agent says goodbye first. [y/N]", .bad)
            case .drain(let calls):
                return Line("Drain? No new call is taken; \(calls) go on, to the deadline at most. [y/N]", .bad)
            case .undrain: return Line("Take new calls again? [y/N]", .warn)
            }
        }
        if isTyping { return Line("Filter: \(filter)█", .key) }
        if let remark { return Line(remark, .strong) }
        var line = Line()
        var keys: [(String, String)]
        switch screen {
        case .calls:
            keys = [
                ("Enter", "call"), ("/", "filter"), ("< >", "sort"), ("r", "turn"), ("p", "problems"), ("k", "hang up"),
                ("d", "drain"), ("h", "help"), ("q", "quit"),
            ]
        case .call: keys = [("Esc", "back"), ("k", "hang up"), ("↑ ↓", "scroll"), ("q", "back")]
        case .problems, .help: keys = [("Esc", "back"), ("↑ ↓", "scroll")]
        }
        if instances > 1 { keys.append(("Tab", "next instance")) }
        for (key, what) in keys {
            line.add(key, .key)
            line.add(" \(what)  ")
        }
        if screen == .calls, !filter.isEmpty { line.add("filter: \(filter) (\(shown.count))", .warn) }
        return line
    }

    // MARK: Other screens

    private func problemLines() -> [Line] {
        guard let stats else { return [] }
        guard !stats.problems.isEmpty else { return [Line(), Line("Nothing is wrong.", .good)] }
        return stats.problems.flatMap { problem -> [Line] in
            var title = Line("\(problem.severity.rawValue.uppercased()) ", Self.tone(problem))
            title.add("for \(Words.roughly(stats.at - problem.since))", .faint)
            if let tenant = problem.tenant { title.add("  tenant \(tenant)", .faint) }
            return [Line(), title]
                + TerminalText.wrap(TerminalText.harmless(problem.words), columns - 2).map { Line("  \($0)", .strong) }
                + [Line("  What to do: Config/runbook.md#\(problem.runbook)", .key)]
        }
    }

    private static let helpLines: [Line] = {
        let keys = [
            ("up down PgUp PgDn Home End", "move"), ("Enter", "show the call's timeline"),
            ("/ or F4", "filter; Esc empties it"),
            ("< >  or F6", "sort by the column before, after"), ("r", "turn the order round"),
            ("s t c l", "sort by state, tenant, caller, length"),
            ("a w n", "by last answer, slowest (worst) answer, number of turns"),
            ("b f", "by barge-ins, by how long no frame has come"), ("k", "hang up the chosen call (asks)"),
            ("d", "drain, or undrain, the instance (asks)"), ("p", "what is wrong, in full"), ("Tab", "next instance"),
            ("q, Ctrl-C, F10", "quit"),
        ]
        return [Line()]
            + keys.map { key, what in
                var line = Line("  " + TerminalText.padded(key, 28), .key)
                line.add(what)
                return line
            }
    }()
}
