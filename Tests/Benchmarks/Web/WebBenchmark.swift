import BenchProbes
import CoraTenant

/// What callers from browsers cost and notice: the processor time of a session beside that of a telephone call, and what a
/// page rendered in a real browser, by socket and by WebRTC.
struct WebBenchmark {
    let calls: Int
    let rounds: Int
    /// The path of the server's program.
    let program: String
    let browser: BrowserFigures
    let thresholds: Thresholds

    /// What runs in turn, so that all meet the machine as it is in that minute.
    private static let ways: [(way: BusyWay, title: String)] = [
        (.line(.pcmu), "a telephone call, µ-law"), (.line(.pcm16), "a telephone call, PCM16"),
        (.socket, "a session by socket"), (.peer, "a session by WebRTC"),
    ]

    func run() async throws -> Section {
        var section = Section(
            title: "Callers from browsers",
            note: "processor time of the server: \(calls) calls that are always in use, \(BusyRun.seconds) s a run, "
                + "\(rounds) runs, no database; times in Chromium: \(BrowserFigures.note)",
            columns: ["median", "worst"])
        let (rows, costs) = try await cost()
        let (figureRows, figures) = try await measured()
        section.rows = rows + figureRows
        section.measures = costs + figures
        return section
    }

    // MARK: Processor time

    private func cost() async throws -> ([Section.Row], [Measure]) {
        var costs = Self.ways.map { _ in [Double]() }
        var missed = 0
        for _ in 0..<rounds {
            for (index, (way, _)) in Self.ways.enumerated() {
                let run = try await BusyRun.measure(way, calls: calls, with: program)
                costs[index].append(run.cost)
                if run.bargeIns == 0 { missed += 1 }
            }
        }
        let rows = zip(Self.ways, costs).map { way, costs in
            Section.Row(
                title: "\(way.title), ms a second",
                cells: [costs.median, costs.max() ?? 0].map { Text.number($0, places: 3) })
        }
        let (line, wide, socket, peer) = (costs[0], costs[1], costs[2], costs[3])
        return (
            rows,
            [
                thresholds.measure(
                    "web.cpu.socket", "by socket ÷ PCM16 call, median of pairs", Self.ratio(socket, wide), ""),
                thresholds.measure(
                    "web.cpu.peer", "by WebRTC ÷ µ-law call, median of pairs", Self.ratio(peer, line), ""),
                Measure(
                    name: "web.cpu.peerToWide", title: "by WebRTC ÷ PCM16 call, median of pairs",
                    value: Self.ratio(peer, wide), unit: "", places: 3),
                thresholds.measure("web.cpu.missed", "runs without a barge-in", Double(missed), "", places: nil),
            ]
        )
    }

    private static func ratio(_ costs: [Double], _ others: [Double]) -> Double {
        zip(costs, others).map { $0 / $1 }.median
    }

    // MARK: In a browser

    /// A figure holds if its worst value does.
    private func measured() async throws -> ([Section.Row], [Measure]) {
        let figures = try await browser.measure()
        let rows = figures.map { figure in
            Section.Row(
                title: figure.title,
                cells: [figure.values.median, figure.worst].map { Text.number($0, places: figure.places) })
        }
        let measures = figures.map { figure in
            thresholds.measure(
                "web.\(figure.name)", "\(figure.title)\(figure.values.count > 1 ? ", worst" : "")", figure.worst,
                figure.unit, places: figure.places)
        }
        return (rows, measures)
    }
}
