import BenchProbes
import NIOCore

/// Whether a log without a reader makes calls late: the server's standard error is a full pipe for a while, and is read
/// before and after. The server is a process of its own, and logs at debug level.
struct LogBenchmark {
    let calls: Int
    /// How long the pipe is full, in seconds.
    let seconds: Int
    /// The server's program.
    let program: String
    let thresholds: Thresholds

    /// What was measured.
    private struct Measured: Sendable {
        var read = FrameCount.Figures()
        var blocked = FrameCount.Figures()
        var lost = 0
        var sent = 0
        var bytes = 0
    }

    func run() async throws -> Section {
        let stamped = StampedCalls()
        let listener = try await stamped.listen()
        let log = try LogPipe()
        let server = try await ServerProcess.start(
            program, modelPort: listener.localAddress?.port ?? 0, on: stamped.loop, more: ["LOG_LEVEL": "debug"],
            standardError: log.writer)
        let result: Result<Measured, any Error>
        do { result = .success(try await measure(server, stamped, log)) } catch { result = .failure(error) }
        log.close()
        server.kill()
        try await listener.close()
        try await stamped.shutdown()
        return section(try result.get())
    }

    private func measure(
        _ server: ServerProcess, _ stamped: StampedCalls, _ log: LogPipe
    ) async throws -> Measured {
        let carrier = Carrier(port: server.port)
        try await stamped.begin(calls, with: carrier)
        try await Task.sleep(for: .seconds(5))
        // What had begun before the first stretch is no part of it, but is of what was lost.
        let begun = stamped.frames.take()
        let before = try await stretch(seconds / 2, calls: 10_000, stamped, carrier)
        log.block()
        let blocked = try await stretch(seconds, calls: 20_000, stamped, carrier)
        log.release()
        let after = try await stretch(seconds / 2, calls: 30_000, stamped, carrier)
        try await stamped.end()
        let rest = stamped.frames.take()
        let all = [begun, before, blocked, after, rest]
        var measured = Measured()
        measured.blocked = blocked
        measured.read = before
        measured.read.late += after.late
        measured.read.sent += after.sent
        measured.read.times.add(after.times)
        measured.sent = all.reduce(0) { $0 + $1.sent }
        measured.lost = all.reduce(0) { $0 + $1.lost }
        measured.bytes = log.count
        return measured
    }

    /// Lets calls talk for a while, with a new call each second, so that there is something to log.
    /// - Parameter first: the number of the first new call: a number announced twice is refused as a replay.
    private func stretch(
        _ seconds: Int, calls first: Int, _ stamped: StampedCalls, _ carrier: Carrier
    ) async throws -> FrameCount.Figures {
        for number in first..<(first + seconds) {
            _ = try await carrier.announce(StampedCalls.sid(number), on: stamped.loop)
            try await Task.sleep(for: .seconds(1))
        }
        return stamped.frames.take()
    }

    private func section(_ measured: Measured) -> Section {
        let late = max(0, measured.blocked.late - measured.read.late)
        var section = Section(
            title: "A log that nobody reads",
            note:
                "\(calls) µ-law calls that talk both ways; standard error is a full pipe for \(seconds) s, and is read for "
                + "as long around them; milliseconds of a frame's way",
            columns: ["p50", "p90", "p99", "max"])
        for (title, figures) in [("the log is read", measured.read), ("nobody reads it", measured.blocked)] {
            section.rows.append(.init(title: title, cells: figures.times.summary.map { Text.number($0, places: 1) }))
        }
        section.measures = [
            Measure(
                name: "log.read.late", title: "frames over 20 ms while it is read, of \(measured.read.sent)",
                value: Double(measured.read.late), unit: ""),
            Measure(
                name: "log.blocked.late", title: "frames over 20 ms while it is not, of \(measured.blocked.sent)",
                value: Double(measured.blocked.late), unit: ""),
            Measure(
                name: "log.bytes", title: "bytes of log that came through", value: Double(measured.bytes), unit: ""),
            thresholds.measure(
                "log.late", "frames over 20 ms on account of the log", Double(late), "", places: nil),
            thresholds.measure(
                "log.lost", "frames lost, of \(measured.sent)", Double(measured.lost), "", places: nil),
        ]
        return section
    }
}
