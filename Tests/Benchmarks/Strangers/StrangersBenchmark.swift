import BenchProbes
import CoraServer
import NIOCore

/// What strangers can do to calls: a crowd holds connections open and comes back when it is closed out, while calls
/// live and new ones come. The server is a process of its own.
struct StrangersBenchmark {
    let calls: Int
    let idle: Int
    let slow: Int
    /// How many new calls are announced.
    let announcements: Int
    /// The server's program.
    let program: String
    let thresholds: Thresholds

    /// What was measured.
    private struct Measured: Sendable {
        var alone = Durations()
        var crowded = Durations()
        var failures = 0
        var frames = FrameCount.Figures()
        var connections = 0
        var open = 0
    }

    func run() async throws -> Section {
        OpenFiles.raiseLimit()
        let stamped = StampedCalls()
        let listener = try await stamped.listen()
        let server = try await ServerProcess.start(
            program, modelPort: listener.localAddress?.port ?? 0, on: stamped.loop)
        let result: Result<Measured, any Error>
        do { result = .success(try await measure(server, stamped)) } catch { result = .failure(error) }
        server.kill()
        try await listener.close()
        try await stamped.shutdown()
        return section(try result.get())
    }

    private func measure(_ server: ServerProcess, _ stamped: StampedCalls) async throws -> Measured {
        let carrier = Carrier(port: server.port)
        var measured = Measured()
        try await stamped.begin(calls, with: carrier)
        try await Task.sleep(for: .seconds(4))
        (measured.alone, _) = await announce(carrier, from: 1000, on: stamped.loop)
        let crowd = Crowd(port: server.port)
        try await crowd.come(idle: idle, slow: slow)
        (measured.crowded, measured.failures) = await announce(carrier, from: 2000, on: stamped.loop)
        (measured.connections, measured.open) = (crowd.connections, crowd.open)
        try await crowd.leave()
        try await stamped.end()
        measured.frames = stamped.frames.now
        return measured
    }

    /// Announces calls, one after another.
    /// - Returns: how long each took from connecting to the TwiML, and how many failed.
    private func announce(_ carrier: Carrier, from first: Int, on loop: any EventLoop) async -> (Durations, Int) {
        var times = Durations()
        var failures = 0
        for number in first..<(first + announcements) {
            let began = Stamp.now
            do {
                _ = try await carrier.announce(StampedCalls.sid(number), on: loop)
                times.add(Int64(Stamp.now - began))
            } catch {
                failures += 1
            }
            try? await Task.sleep(for: .milliseconds(50))
        }
        return (times, failures)
    }

    private func section(_ measured: Measured) -> Section {
        var section = Section(
            title: "Strangers at the door",
            note:
                "\(calls) µ-law calls that talk both ways, \(idle) idle and \(slow) slow connections that come back when "
                + "they are closed; \(announcements) calls announced; milliseconds",
            columns: ["p50", "p90", "p99", "max"])
        for (title, times) in [
            ("a new call's TwiML, no strangers", measured.alone), ("a new call's TwiML, with them", measured.crowded),
            ("a frame's way meanwhile, either way", measured.frames.times),
        ] {
            section.rows.append(.init(title: title, cells: times.summary.map { Text.number($0, places: 1) }))
        }
        section.measures = [
            Measure(
                name: "strangers.connections", title: "connections that strangers opened",
                value: Double(measured.connections), unit: ""),
            Measure(
                name: "strangers.open", title: "of these open at the end", value: Double(measured.open), unit: ""),
            thresholds.measure(
                "strangers.twiml.p99", "a new call's TwiML, p99", measured.crowded.percentile(99), "ms", places: 1),
            thresholds.measure(
                "strangers.failed", "calls that got none", Double(measured.failures), "", places: nil),
            thresholds.measure(
                "strangers.lost", "frames lost, of \(measured.frames.sent)", Double(measured.frames.lost), "",
                places: nil),
        ]
        return section
    }
}
