import BenchProbes
import CoraLoad
import Foundation

/// What `Scripts/bench load` found, as one SVG that stands alone: ratios with their spread against calls, and which part of
/// the frames was how fast.
struct LoadPlot {
    let counts: [(calls: Int, outcomes: LoadBenchmark.Outcomes)]
    /// The calls whose latency is shown.
    let latencyCalls: Int

    private static let programs = [("cora", "CORA"), ("relay", "NIO relay"), ("cpp", "C++ relay")]
    private static let percents = [0.0, 10, 25, 50, 75, 90, 95, 98, 99, 99.5, 99.8, 99.9, 99.95, 99.98, 99.99]
    private static let style = """
        text { fill: #5d6878; font: 12px system-ui, "Segoe UI", Roboto, sans-serif; }
        .title { fill: #1d2430; font-size: 15px; font-weight: 600; }
        .paper { fill: #fff; } path, line { fill: none; stroke-width: 2; stroke-linejoin: round; }
        .grid { stroke: #dde3ea; stroke-width: 1; } .bound { stroke: #b3261e; stroke-dasharray: 6 4; }
        .cora { stroke: #0b6bcb; } .relay { stroke: #c2570c; } .cpp { stroke: #0f7b6c; }
        circle { fill: none; opacity: .7; }
        """
    private static let titleHeight = 28.0

    /// - Throws: the system's error.
    func write(to path: String) throws {
        let file = URL(fileURLWithPath: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(svg.utf8).write(to: file)
    }

    private var svg: String {
        let plots = [costs, ratios, latency("caller to model", \.up), latency("model to caller", \.down)]
            .compactMap(\.self)
        let step = Plot.height + Self.titleHeight
        let (width, height) = (Int(plots.map(\.width).max() ?? 0), Int(step * Double(plots.count)))
        let parts = plots.enumerated().map { index, plot in
            let top = step * Double(index)
            return "<text class=\"title\" x=\"16\" y=\"\(Int(top) + 20)\">\(plot.title.escaped)</text>\n"
                + plot.element(atY: top + Self.titleHeight)
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" role="img">
            <style>\(Self.style)</style>
            <rect class="paper" width="\(width)" height="\(height)"/>
            \(parts.joined())</svg>

            """
    }

    private var costs: Plot? {
        againstCalls(
            "Processor time, a run each and the medians", "ms a call-second",
            Self.programs.map { name, title in
                (title, name, { outcomes in (outcomes[name] ?? []).map(\.cost) })
            })
    }

    private var ratios: Plot? {
        var plot = againstCalls(
            "CORA's processor time in floors, a pair each and the medians", "ratio",
            Self.programs.dropFirst().map { name, title in
                (
                    "CORA ÷ \(title)", name,
                    { outcomes in
                        zip(outcomes["cora"] ?? [], outcomes[name] ?? []).map { $0.cost / max($1.cost, 0.000_1) }
                    }
                )
            })
        plot?.bound = 1.3
        return plot
    }

    private func againstCalls(
        _ title: String, _ unit: String,
        _ lines: [(name: String, style: String, values: (LoadBenchmark.Outcomes) -> [Double])]
    ) -> Plot? {
        let highest = lines.flatMap { line in counts.flatMap { line.values($0.outcomes) } }.max()
        guard let highest, let most = counts.map(\.calls).max() else { return nil }
        return Plot(
            title, x: Axis(upTo: Double(most)), xName: "calls", y: Axis(upTo: highest), yName: unit,
            lines: lines.flatMap { line in
                let dots = counts.flatMap { count in
                    line.values(count.outcomes).map { (x: Double(count.calls), y: Optional($0)) }
                }
                let medians = counts.map { count in
                    (x: Double(count.calls), y: Optional(line.values(count.outcomes).median))
                }
                return [
                    Plot.Line(line.name, style: line.style, medians),
                    Plot.Line("", style: line.style, isDots: true, dots),
                ]
            })
    }

    private func latency(_ way: String, _ times: KeyPath<LoadFigures, Durations>) -> Plot? {
        guard let outcomes = (counts.first { $0.calls == latencyCalls } ?? counts.last)?.outcomes else { return nil }
        let lines = Self.programs.map { name, title in
            let all = (outcomes[name] ?? []).reduce(into: Durations()) { $0.add($1.figures[keyPath: times]) }
            let points = zip(Self.percents, all.percentiles(Self.percents))
            return Plot.Line(title, style: name, points.map { (Axis.tail($0), Optional($1)) })
        }
        let highest = lines.flatMap(\.points).compactMap(\.y).max() ?? 1
        var plot = Plot(
            "Added latency of \(latencyCalls) calls, \(way)", x: Axis(ticks: Axis.tails), xName: "per cent of frames",
            y: Axis(upTo: highest), yName: "milliseconds", lines: lines)
        plot.xText = Axis.percent(atTail:)
        return plot
    }
}
