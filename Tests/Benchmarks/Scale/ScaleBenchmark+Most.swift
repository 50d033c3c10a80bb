import BenchProbes

extension ScaleBenchmark {
    /// What became of so many calls.
    private enum Verdict: Sendable {
        case kept
        case missed(String)
        /// Both ends were late themselves: nothing can be said.
        case unknown
    }

    /// The most calls that a program kept.
    private struct Most: Sendable {
        var calls = 0
        /// Whether both ends were what there was no more of.
        var isAtLeast = false
        /// Each number that was tried, in words.
        var tried: [String] = []
    }

    /// What calls may have, at the 99th percentile each way.
    private static let bound: Milliseconds = 50

    /// The most calls without a lost frame and with p99 in bounds, of CORA and of the relay: their number is doubled until it
    /// is too large, and then halved, to a twentieth.
    func most() async throws -> Section {
        var section = Section(
            title: "The most calls",
            note:
                "0 frames lost and p99 ≤ \(Int(Self.bound)) ms each way, the program on one core and both ends on another",
            columns: ["calls"])
        var results: [Most] = []
        for (title, program) in [
            ("CORA", program), ("NIO relay", LoadProgram.relay(cora).pinned(to: LoadBenchmark.core)),
        ] {
            let most = await search(program)
            results.append(most)
            section.rows.append(
                .init(
                    title: title,
                    cells: [
                        "\(most.isAtLeast ? "≥ " : "")\(most.calls)", "  tried: " + most.tried.joined(separator: ", "),
                    ]))
        }
        let (own, floor) = (results[0], results[1])
        section.measures = [
            Measure(name: "scale.most.cora", title: "CORA", value: Double(own.calls), unit: "calls", places: nil),
            Measure(
                name: "scale.most.relay", title: "NIO relay", value: Double(floor.calls), unit: "calls", places: nil),
            thresholds.measure(
                "scale.most.ratio", "CORA ÷ NIO relay", Double(own.calls) / Double(max(floor.calls, 1)), "", places: 2,
                isFloor: true),
        ]
        if floor.isAtLeast {
            section.note += "; the relay may keep more than both ends can: the ratio is no better than stated"
        }
        return section
    }

    private func search(_ program: LoadProgram) async -> Most {
        var most = Most()
        var (next, tooMany): (Int, Int?) = (size.search.lowerBound, nil)
        while true {
            switch await verdict(program, next) {
            case .kept:
                most.calls = next
                most.tried.append("\(next) kept")
            case .missed(let why):
                tooMany = next
                most.isAtLeast = false
                most.tried.append("\(next) \(why)")
            case .unknown:
                tooMany = next
                most.isAtLeast = true
                most.tried.append("\(next) left out, both ends late")
            }
            if let tooMany {
                guard tooMany - most.calls > max(most.calls / 20, 10) else { return most }
                next = (most.calls + tooMany) / 2
            } else {
                guard next < size.search.upperBound else {
                    most.isAtLeast = true
                    return most
                }
                next = min(next * 2, size.search.upperBound)
            }
        }
    }

    private func verdict(_ program: LoadProgram, _ calls: Int) async -> Verdict {
        do {
            let outcome = try await LoadRun(program: program, calls: calls, seconds: 8).measure()
            let figures = outcome.figures
            if figures.pacing.percentile(99) > LoadBenchmark.longest { return .unknown }
            if outcome.lost > 0 { return .missed("lost \(outcome.lost)") }
            let worst = max(figures.up.percentile(99), figures.down.percentile(99))
            return worst > Self.bound ? .missed("p99 \(Text.number(worst, places: 0)) ms") : .kept
        } catch {
            return .missed("failed")
        }
    }
}
