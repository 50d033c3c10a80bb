import NIOCore
import NIOPosix

/// What CORA adds to the way of a frame, both ways, and to a barge-in: one call through the real server, frames in
/// both directions each 20 ms, and between them the same frames on a socket from probe to probe.
struct LatencyBenchmark {
    let seconds: Int
    let thresholds: Thresholds

    private var frames: Int { seconds * 50 }
    /// About every 2 s, and in a short run often enough for 50 of them.
    private var bargeInInterval: Int { min(100, max(8, frames / 52)) }

    /// What the probes took down.
    private struct Record: Sendable {
        var throughCORA = Arrivals()
        var direct = Arrivals()
        var sent: UInt64 = 0
    }

    private struct BargeIns: Sendable {
        var times = Durations()
        var interruptions = 0
        var truncations = 0
    }

    func run() async throws -> Section {
        let server = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let callers = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let models = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let model = SharedEnd<TalkingModel>(on: models.next())
        let caller = SharedEnd<TalkingCaller>(on: callers.next())
        let bargeIn = BargeIn()
        let greeted = model.loop.makePromise(of: Void.self)
        try await model.loop.submit {
            let conversation = ModelConversation(greeting: ServerUnderTest.greeting)
            conversation.onGreeted = { greeted.succeed() }
            model.value = TalkingModel(conversation, bargeIn)
        }.get()
        let listener = try await ProbeSocket.listen(on: model.loop) { path in
            path == "/direct" ? model.end { $0.direct } : model.end { $0.conversation }
        }
        let port = listener.localAddress?.port ?? 0
        try await ServerUnderTest(modelPort: port).run(on: server) { carrier in
            try await open(carrier, port, caller, bargeIn)
            try await greeted.futureResult.get()
            try await talk(caller, model)
        }
        let section = try await section(caller, model)
        try await listener.close()
        for group in [server, callers, models] { try await group.shutdownGracefully() }
        return section
    }

    private func open(
        _ carrier: Carrier, _ modelPort: Int, _ caller: SharedEnd<TalkingCaller>, _ bargeIn: BargeIn
    ) async throws {
        let call = "CA00000000000000000000000000000001"
        let token = try await carrier.announce(call, on: caller.loop)
        try await caller.loop.submit {
            caller.value = TalkingCaller(CallerLine(call: call, token: token, on: caller.loop), bargeIn)
        }.get()
        try await ProbeSocket.dial(port: modelPort, target: "/direct", on: caller.loop) {
            caller.end { $0.direct }
        }
        try await carrier.openStream(on: caller.loop) { caller.end { $0.line } }
    }

    /// Four rows of frames, 5 ms apart from each other, so that none waits for another.
    private func talk(_ caller: SharedEnd<TalkingCaller>, _ model: SharedEnd<TalkingModel>) async throws {
        let start = NIODeadline.now() + .milliseconds(200)
        caller.loop.execute { caller.value?.talk(frames: frames, on: caller.loop, from: start) }
        model.loop.execute {
            model.value?.talk(
                frames: frames, interruptedEvery: bargeInInterval, on: model.loop, from: start + .milliseconds(5))
        }
        try await Task.sleep(for: .seconds(seconds) + .seconds(1))
    }

    private func section(_ caller: SharedEnd<TalkingCaller>, _ model: SharedEnd<TalkingModel>) async throws -> Section {
        let fromCaller = try await caller.loop.submit {
            guard let caller = caller.value else { return (toCaller: Record(), sent: UInt64(0), bargeIns: Durations()) }
            let record = Record(throughCORA: caller.arrivals, direct: caller.direct.arrivals)
            return (toCaller: record, sent: caller.sent, bargeIns: caller.bargeIns)
        }.get()
        let fromModel = try await model.loop.submit {
            guard let model = model.value else { return (toModel: Record(), sent: UInt64(0), bargeIns: BargeIns()) }
            let record = Record(throughCORA: model.arrivals, direct: model.direct.arrivals)
            let bargeIns = BargeIns(interruptions: model.interruptions, truncations: model.truncations)
            return (toModel: record, sent: model.sent, bargeIns: bargeIns)
        }.get()
        var toModel = fromModel.toModel
        var toCaller = fromCaller.toCaller
        var bargeIns = fromModel.bargeIns
        toModel.sent = fromCaller.sent
        toCaller.sent = fromModel.sent
        bargeIns.times = fromCaller.bargeIns
        return section(toModel, toCaller, bargeIns)
    }

    private func section(_ toModel: Record, _ toCaller: Record, _ bargeIns: BargeIns) -> Section {
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

    private func add(_ record: Record, _ name: String, _ title: String, to section: inout Section) {
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
