extension LoadReport {
    /// Added latency in each second of the run.
    var latencyOverTime: Plot? {
        let seconds = figures.seconds
        let highest = seconds.flatMap { [$0.upP99, $0.downP99] }.compactMap(\.self).max()
        guard let highest, let last = seconds.last else { return nil }
        func line(_ name: String, _ style: String, _ value: (LoadSecond) -> Double?) -> Plot.Line {
            Plot.Line(name, style: style, seconds.map { ($0.at, value($0)) })
        }
        var plot = Plot(
            "Added latency over time", x: Axis(upTo: last.at, ticks: 10), xName: "seconds", y: Axis(upTo: highest),
            yName: "milliseconds",
            lines: [
                line("caller to model, p99", "up") { $0.upP99 }, line("p50", "up faint") { $0.upP50 },
                line("model to caller, p99", "down") { $0.downP99 }, line("p50", "down faint") { $0.downP50 },
            ])
        let (from, to) = (Double(figures.plan.plateauBegins) / 1e9, Double(figures.plan.plateauEnds) / 1e9)
        plot.shaded = (from...max(to, from), "\(shape.calls) calls up")
        plot.bound = bounds.maxP99
        return plot
    }

    /// Which part of the frames was how fast. The axis stretches the slowest: each step is a tenth of what is left.
    var percentiles: Plot? {
        let highest = [figures.models.latency, figures.callers.latency].compactMap { $0.percentile(99.99) }.max()
        guard let highest else { return nil }
        func line(_ name: String, _ style: String, _ spread: Spread) -> Plot.Line {
            Plot.Line(
                name, style: style,
                spread.curve.filter { $0.percent <= 99.99 }.map { (Axis.tail($0.percent), $0.milliseconds) })
        }
        var plot = Plot(
            "Percentiles of added latency", x: Axis(ticks: Axis.tails), xName: "per cent of frames",
            y: Axis(upTo: highest), yName: "milliseconds",
            lines: [
                line("caller to model", "up", figures.models.latency),
                line("model to caller", "down", figures.callers.latency),
            ])
        plot.xText = Axis.percent(atTail:)
        plot.bound = bounds.maxP99
        return plot
    }

    /// The server's processor time against the calls that were up, second by second.
    var processorAgainstCalls: Plot? {
        against(
            "Processor time against calls", "% of a core", "cpu",
            ramp.map { ($0.calls, $0.cpu.map { $0 / 10 }) })
    }

    /// The server's memory against the calls that were up.
    var memoryAgainstCalls: Plot? {
        against(
            "Memory against calls", "MB", "memory",
            ramp.map { ($0.calls, $0.memory.map { Double($0) / 1024 }) })
    }

    /// The seconds of this run, and of those before it in a search, until calls end: memory stays with the process.
    private var ramp: [LoadSecond] {
        var start = LoadSecond(at: 0, calls: 0, framesPerSecond: 0)
        start.memory = figures.memoryBefore
        let runs = tried.isEmpty ? [figures.seconds] : tried
        return [start]
            + runs.flatMap { seconds in
                let most = seconds.map(\.calls).max() ?? 0
                return seconds.prefix((seconds.lastIndex { $0.calls == most } ?? -1) + 1)
            }
    }

    private func against(
        _ title: String, _ unit: String, _ style: String, _ points: [(calls: Int, value: Double?)]
    ) -> Plot? {
        guard let highest = points.compactMap(\.value).max(), let most = points.map(\.calls).max(), most > 0 else {
            return nil
        }
        var plot = Plot(
            title, x: Axis(upTo: Double(most), ticks: 5), xName: "calls up", y: Axis(upTo: highest), yName: unit,
            lines: [
                Plot.Line(
                    "a second each", style: style, isDots: true, points.map { (Double($0.calls), $0.value) })
            ])
        plot.width = 470
        return plot
    }
}
