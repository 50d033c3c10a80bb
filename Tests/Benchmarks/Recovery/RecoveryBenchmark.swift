import BenchProbes

/// What a caller notices when the model is lost in mid-call: its socket dropped at a random moment, or mute.
struct RecoveryBenchmark {
    /// How many calls there are at once, batch after batch.
    let batches: [Int]
    let muteCalls: Int
    let thresholds: Thresholds

    private struct Measured: Sendable {
        var calls: [Int: [RecoveredCall]] = [:]
        var noticed = Durations()
        var toolRuns = 0
        var toolsRunTwice = 0
    }

    func run() async throws -> Section {
        let measured = try await RecoveryTrial.run { [batches, muteCalls] trial in
            var measured = Measured()
            for size in batches { measured.calls[size, default: []] += try await trial.batch(of: size) }
            (measured.toolRuns, measured.toolsRunTwice) = trial.toolRuns
            measured.noticed = try await trial.muteBatch(of: muteCalls)
            return measured
        }
        return section(measured)
    }

    private func section(_ measured: Measured) -> Section {
        let sizes = Set(batches).sorted()
        let calls = sizes.flatMap { measured.calls[$0] ?? [] }
        let parts = sizes.map { size in "\(measured.calls[size]?.count ?? 0) in batches of \(size)" }
        var section = Section(
            title: "Recovery, the model lost in mid-call",
            note: "\(calls.count) calls, \(parts.joined(separator: ", ")); handshake "
                + "\(RecoveryScript.handshakeMilliseconds) ms, first audio \(RecoveryScript.firstAudioMilliseconds) ms; "
                + "milliseconds",
            columns: ["p50", "p90", "p99", "max"])
        for size in sizes {
            let silence = Self.silence(measured.calls[size] ?? [])
            section.rows.append(row("to the agent's voice, batches of \(size)", silence))
        }
        section.rows.append(row("a mute model noticed, \(measured.noticed.count) calls", measured.noticed))
        for call in calls where !call.wentOn {
            section.rows.append(.init(title: "did not go on: \(call.summary)", cells: []))
        }
        let silence = Self.silence(calls)
        section.measures = [50, 99].map { percent in
            thresholds.measure(
                "recovery.voice.p\(percent)", "to the agent's voice, p\(percent)", silence.percentile(Double(percent)),
                "ms", places: 0)
        }
        section.measures += counts(calls, measured)
        section.measures.append(
            thresholds.measure(
                "recovery.mute.max", "a mute model noticed, max", measured.noticed.percentile(100), "ms", places: 0))
        return section
    }

    private func counts(_ calls: [RecoveredCall], _ measured: Measured) -> [Measure] {
        func count(_ name: String, _ title: String, _ value: Int) -> Measure {
            thresholds.measure("recovery.\(name)", title, Double(value), "", places: nil)
        }
        let wanted = batches.reduce(0, +)
        return [
            count("ended", "calls of \(wanted) that did not go on", wanted - calls.count(where: \.wentOn)),
            count("unheard", "calls without the agent's voice afterwards", calls.count { $0.silence == nil }),
            count("greetings", "greetings repeated", calls.map(\.greetingsRepeated).reduce(0, +)),
            count("tools", "tools run twice, of \(measured.toolRuns) runs", measured.toolsRunTwice),
            count("turns", "turns lost or doubled", calls.map(\.turnsWrong).reduce(0, +)),
            count("mute.missed", "mute models not noticed", muteCalls - measured.noticed.count),
        ]
    }

    private static func silence(_ calls: [RecoveredCall]) -> Durations {
        var times = Durations()
        for call in calls { if let silence = call.silence { times.add(silence) } }
        return times
    }

    private func row(_ title: String, _ times: Durations) -> Section.Row {
        .init(title: title, cells: times.summary.map { Text.number($0, places: 0) })
    }
}
