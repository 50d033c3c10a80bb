import BenchProbes

/// The record of calls on a PostgreSQL with fsync on: how many turns a second it takes, how soon they are seen, and
/// what a call's audio notices of it.
struct StoreBenchmark {
    /// How long it may take.
    struct Size {
        var turns: Int
        var rounds: Int
        var visibleSeconds: Int
        var audioSeconds: Int
        var audioRounds: Int

        static let full = Size(turns: 200_000, rounds: 5, visibleSeconds: 20, audioSeconds: 20, audioRounds: 3)
        static let quick = Size(turns: 40_000, rounds: 3, visibleSeconds: 4, audioSeconds: 2, audioRounds: 1)
    }

    let size: Size
    let thresholds: Thresholds

    func run() async throws -> Section {
        try await StoreUnderTest.with { store in
            let calls = BenchCalls(100)
            let rates = try await WriterThroughput(
                store: store, calls: calls, turns: size.turns, rounds: size.rounds
            ).run()
            let visible = try await VisibleDelay(
                store: store, calls: BenchCalls(20), seconds: size.visibleSeconds
            ).run()
            let audio = try await AudioUnderLoad(
                store: store, calls: calls, seconds: size.audioSeconds, rounds: size.audioRounds
            ).run()
            var section = Section(
                title: "Store, PostgreSQL with fsync on, on this machine",
                note: "\(size.rounds) × \(size.turns) turns by the writer and by COPY in turn; 1,000 turns/s for "
                    + "\(size.visibleSeconds) s; one call for \(size.audioRounds) × \(size.audioSeconds) s beside a "
                    + "resting and a busy writer; milliseconds",
                columns: ["p50", "p90", "p99", "max"])
            add(rates, to: &section)
            add(visible, of: size.visibleSeconds * 1000, to: &section)
            add(audio.resting, audio.writing, audio.rate, to: &section)
            let lost = rates.lost + size.visibleSeconds * 1000 - visible.count + audio.resting.lost + audio.writing.lost
            section.measures.append(
                thresholds.measure("store.lost", "turns and frames lost", Double(lost), "", places: nil))
            return section
        }
    }

    private func add(_ rates: WriterThroughput.Rates, to section: inout Section) {
        section.measures += [
            thresholds.measure(
                "store.writer.rate", "written, accept to tables", rates.writer.median, "turns/s", places: 0,
                isFloor: true),
            thresholds.measure(
                "store.copy.rate", "COPY in the writer's batches", rates.copy.median, "turns/s", places: 0),
            thresholds.measure(
                "store.wholeCopy.rate", "one COPY, lines made before", rates.wholeCopy.median, "turns/s", places: 0),
            thresholds.measure(
                "store.writer.toCopy", "the writer, of COPY in batches", rates.toCopy, "", places: 2, isFloor: true),
            thresholds.measure("store.writer.toWholeCopy", "the writer, of one COPY", rates.toWholeCopy, "", places: 2),
        ]
    }

    private func add(_ visible: Durations, of count: Int, to section: inout Section) {
        section.rows.append(row("accepted to visible, 1,000 turns/s", visible))
        section.measures.append(
            thresholds.measure("store.visible.p99", "accepted to visible, p99", visible.percentile(99), "ms"))
    }

    private func add(
        _ resting: AudioUnderLoad.Times, _ writing: AudioUnderLoad.Times, _ rate: Double, to section: inout Section
    ) {
        for (name, title, quiet, busy) in [
            ("toModel", "caller to model", resting.toModel, writing.toModel),
            ("toCaller", "model to caller", resting.toCaller, writing.toCaller),
        ] {
            section.rows += [
                row("\(title), direct, writer resting", quiet.direct),
                row("\(title), direct, writer busy", busy.direct),
                row("\(title), CORA, writer resting", quiet.throughCORA),
                row("\(title), CORA, writer busy", busy.throughCORA),
            ]
            section.measures.append(
                thresholds.measure(
                    "store.audio.\(name).p99", "the writer adds, \(title), p99", busy.added - quiet.added, "ms"))
        }
        section.rows += [
            row("accept on the call's loop, writer resting", resting.accept),
            row("accept on the call's loop, writer busy", writing.accept),
        ]
        section.measures += [
            thresholds.measure("store.accept.p99", "accept, writer busy, p99", writing.accept.percentile(99), "ms"),
            thresholds.measure("store.audio.rate", "written beside the call", rate, "turns/s", places: 0),
        ]
    }

    private func row(_ title: String, _ times: Durations) -> Section.Row {
        .init(title: title, cells: times.summary.map { Text.number($0, places: 3) })
    }
}
