import BenchProbes

/// What CORA adds to the way of a frame, both ways, and to a barge-in: through the real server, less what the same
/// frames take from probe to probe.
struct LatencyBenchmark {
    let seconds: Int
    let thresholds: Thresholds

    func run() async throws -> Section {
        let outcome = try await TalkingCall(seconds: seconds).run()
        return section(outcome.toModel, outcome.toCaller, outcome.bargeIns)
    }

    private func section(
        _ toModel: TalkingCall.Record, _ toCaller: TalkingCall.Record, _ bargeIns: TalkingCall.BargeIns
    ) -> Section {
        var section = Section(
            title: "Latency, one call on loopback",
            note: "\(seconds) s, 20 ms frames both ways, \(bargeIns.interruptions) barge-ins; milliseconds one way",
            columns: ["p50", "p90", "p99", "max"])
        add(toModel, "toModel", "caller to model", to: &section)
        add(toCaller, "toCaller", "model to caller", to: &section)
        section.rows.append(row("speech_started to clear", bargeIns.times))
        let missed = max(
            abs(bargeIns.interruptions - bargeIns.times.count), abs(bargeIns.interruptions - bargeIns.truncations))
        for percent in [50, 99] {
            // One way's median, also from the slowest: what is slow counts against us.
            let added = bargeIns.times.percentile(Double(percent)) - toCaller.direct.times.percentile(50)
            section.measures.append(
                thresholds.measure("latency.bargeIn.p\(percent)", "added to a barge-in, p\(percent)", added, "ms"))
        }
        let lost = toModel.throughCORA.lost(of: toModel.sent) + toCaller.throughCORA.lost(of: toCaller.sent)
        let reordered = toModel.throughCORA.reordered + toCaller.throughCORA.reordered
        section.measures += [
            thresholds.measure(
                "latency.bargeIn.missed", "barge-ins without clear or truncate", Double(missed), "", places: nil),
            thresholds.measure(
                "latency.lost", "frames lost of \(toModel.sent + toCaller.sent)", Double(lost), "", places: nil),
            thresholds.measure("latency.reordered", "frames reordered", Double(reordered), "", places: nil),
        ]
        return section
    }

    private func add(_ record: TalkingCall.Record, _ name: String, _ title: String, to section: inout Section) {
        section.rows.append(row("\(title), direct", record.direct.times))
        section.rows.append(row("\(title), through CORA", record.throughCORA.times))
        section.rows.append(
            .init(
                title: "\(title), added",
                cells: zip(record.throughCORA.times.summary, record.direct.times.summary).map {
                    Text.number($0 - $1, places: 3)
                }))
        for percent in [50, 99] {
            let added =
                record.throughCORA.times.percentile(Double(percent)) - record.direct.times.percentile(Double(percent))
            section.measures.append(
                thresholds.measure("latency.\(name).p\(percent)", "added, \(title), p\(percent)", added, "ms"))
        }
    }

    private func row(_ title: String, _ times: Durations) -> Section.Row {
        .init(title: title, cells: times.summary.map { Text.number($0, places: 3) })
    }
}
