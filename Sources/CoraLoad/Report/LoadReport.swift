/// A run as it is told: what was measured, what it was held against, where and by which command. A value.
package struct LoadReport: Sendable {
    package var figures: LoadFigures
    package var bounds: LoadBounds
    package var machine: String
    /// The command that made it.
    package var command: String
    /// When it was made, in words.
    package var date: String
    /// What was tried, if the most calls were looked for.
    package var search: MaxSearch?
    /// The seconds of all runs of the search.
    package var tried: [[LoadSecond]] = []

    package init(
        _ figures: LoadFigures, bounds: LoadBounds, machine: String, command: String, date: String,
        search: MaxSearch? = nil
    ) {
        self.figures = figures
        self.bounds = bounds
        self.machine = machine
        self.command = command
        self.date = date
        self.search = search
    }

    package var verdict: LoadVerdict { figures.verdict(bounds) }
    package var results: [BoundResult] { figures.results(bounds) }
    var shape: LoadPlan.Shape { figures.plan.shape }

    /// The verdict in a sentence.
    package var sentence: String {
        switch verdict {
        case .held: "HELD: every bound was held."
        case .missed:
            "MISSED: " + results.filter { !$0.isHeld }.map(Self.miss).joined(separator: ", ") + "."
        case .unreliable:
            "UNRELIABLE: the generator was late itself (p99 \(Figure.milliseconds(figures.pacing.percentile(99))), bound "
                + "\(Figure.milliseconds(LoadBounds.pacing))): its figures say nothing of the server. Take fewer calls, "
                + "or another machine."
        }
    }

    private static func miss(_ result: BoundResult) -> String {
        let value = result.value.map(Figure.plain) ?? "not measured"
        return "\(result.name) \(value) (bound \(Figure.plain(result.limit)))"
    }

    /// The most calls that were found, in a sentence; nil if none were looked for.
    package var mostCalls: String? {
        guard let search else { return nil }
        let tried = search.steps.map { "\($0.calls) \($0.outcome)" }.joined(separator: ", ")
        guard let best = search.best else { return "No number of calls held the bounds (tried: \(tried))." }
        return "The most calls that held the bounds: \(best) (tried: \(tried))."
    }
}

/// A row of figures, in the same words on the terminal and on the page.
package struct ReportRow: Sendable, Equatable {
    package var title: String
    package var cells: [String]

    package init(_ title: String, _ cells: [String]) {
        self.title = title
        self.cells = cells
    }
}

extension LoadReport {
    /// Times: their heads, then a row each.
    package static let timeHeads = ["p50", "p90", "p99", "max", "samples"]

    package var times: [ReportRow] {
        let spreads = [
            ("added latency, caller to model", figures.models.latency),
            ("added latency, model to caller", figures.callers.latency),
            ("barge-in: caller speaks to clear", figures.callers.bargeIn),
            ("first audio after the stream's start", figures.callers.firstAudio),
            ("the generator's own pacing", figures.pacing),
        ]
        return spreads.map { title, spread in
            guard let summary = spread.summary else { return ReportRow(title, ["–", "–", "–", "–", "0"]) }
            let times = [summary.p50, summary.p90, summary.p99, summary.max].map { Figure.milliseconds($0) }
            return ReportRow(title, times + [Figure.grouped(summary.count)])
        }
    }

    /// Counts: up, and down.
    package static let countHeads = ["up", "down"]

    package var counts: [ReportRow] {
        let (callers, models, ledger) = (figures.callers, figures.models, figures.ledger)
        func row(_ title: String, _ up: Int, _ down: Int) -> ReportRow {
            ReportRow(title, [Figure.grouped(up), Figure.grouped(down)])
        }
        let sent = [
            row("frames sent", callers.framesSent, models.framesSent)
        ]
        let stamped = [
            row("frames arrived", models.framesArrived, callers.framesArrived),
            row("frames that had to arrive", ledger.upExpected, ledger.downExpected),
            row("lost", ledger.upLost, ledger.downLost),
            row("mixed up between calls", models.mixed, callers.mixed),
        ]
        let late = figures.isStamped ? "late by more than 20 ms" : "pulses late by more than 20 ms"
        return sent + (figures.isStamped ? stamped : []) + [
            row(late, models.late, callers.late),
            row("audio messages arrived", models.messagesArrived, callers.messagesArrived),
        ]
    }

    /// Everything else.
    package var facts: [ReportRow] {
        let (callers, models, ledger) = (figures.callers, figures.models, figures.ledger)
        var rows = [
            ReportRow("calls made (level of \(shape.calls))", ["\(figures.plan.calls.count)"]),
            ReportRow("sessions of the model", ["\(figures.sessions)"]),
            ReportRow("frames out of order or twice", [Figure.grouped(ledger.reordered)]),
            ReportRow("frames before a model was there", [Figure.grouped(ledger.before)]),
            ReportRow("gaps a caller heard", [gapWords]),
            ReportRow(
                "barge-ins · clears · truncations",
                [
                    "\(models.bargeIns) · \(callers.bargeIn.count) · \(models.truncations)"
                ]),
            ReportRow("tool calls · their outputs", ["\(models.toolCalls) · \(models.toolOutputs)"]),
            ReportRow("transfers that dialled a person", ["\(callers.transfers)"]),
        ]
        if let cpu = figures.cpuPerCallSecond {
            rows.append(ReportRow("server: CPU a call-second", ["\(Figure.decimal(cpu, places: 2)) ms"]))
        }
        if let memory = figures.memoryPerCall {
            rows.append(ReportRow("server: memory a call", ["\(Figure.decimal(memory, places: 0)) kB"]))
        }
        if let stats = figures.stats {
            rows.append(
                ReportRow(
                    "server's own count, frames in · messages out",
                    [
                        "\(Figure.grouped(stats.framesIn)) · \(Figure.grouped(stats.framesOut))"
                    ]))
            rows.append(
                ReportRow(
                    "ours",
                    [
                        "\(Figure.grouped(callers.messagesSent)) · \(Figure.grouped(callers.messagesArrived))"
                    ]))
        }
        return rows
    }

    private var gapWords: String {
        let callers = figures.callers
        guard callers.gaps > 0 else { return "0" }
        return "\(callers.gaps), \(Figure.milliseconds(Double(callers.gapTime) / 1e6)) in all"
    }
}
