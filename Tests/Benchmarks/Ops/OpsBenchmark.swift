import BenchProbes
import CoraServer
import NIOCore
import NIOPosix

/// What it costs to read the stats while many calls live: the time of `GET /ops/stats` and the others, from the first byte
/// of the request to the last of the answer, and what reading does to the event loop of the calls.
struct OpsBenchmark {
    private static let token = "a-token-that-may-only-read"

    let calls: Int
    let reads: Int
    let thresholds: Thresholds

    /// What was measured.
    private struct Measured: Sendable {
        var stats = Durations()
        var list = Durations()
        var call = Durations()
        var metrics = Durations()
        var quietLag = Durations()
        var readLag = Durations()
    }

    func run() async throws -> Section {
        let measured = try await withCalls { carrier, loop, server in
            var measured = Measured()
            let client = OpsClient(port: carrier.port, token: Self.token, loop: loop)
            let live = try await client.get("/ops/calls?limit=1")
            guard live.contains("\"total\":\(calls)") else {
                throw Carrier.Refused(description: "not all of \(calls) calls live: \(live.suffix(40))")
            }
            measured.quietLag = try await lag(of: server) { try await Task.sleep(for: .seconds(1)) }
            measured.readLag = try await lag(of: server) {
                for _ in 0..<reads { measured.stats.add(try await client.time("/ops/stats")) }
            }
            for _ in 0..<reads / 4 {
                measured.list.add(try await client.time("/ops/calls"))
                measured.call.add(try await client.time("/ops/calls/\(Self.sid(1))"))
                measured.metrics.add(try await client.time("/metrics"))
            }
            return measured
        }
        return section(measured)
    }

    private func section(_ measured: Measured) -> Section {
        var section = Section(
            title: "Reading the stats at \(calls) live calls",
            note: "\(reads) reads over HTTP on one event loop that all calls share; milliseconds",
            columns: ["p50", "p90", "p99", "max"])
        for (title, times) in [
            ("GET /ops/stats", measured.stats), ("GET /ops/calls, all of them", measured.list),
            ("GET /ops/calls/{sid}", measured.call), ("GET /metrics", measured.metrics),
            ("the loop's lateness, nobody reads", measured.quietLag),
            ("the loop's lateness while stats are read", measured.readLag),
        ] {
            section.rows.append(.init(title: title, cells: times.summary.map { Text.number($0, places: 3) }))
        }
        section.measures = [
            thresholds.measure("ops.stats.p50", "GET /ops/stats, p50", measured.stats.percentile(50), "ms"),
            thresholds.measure("ops.stats.p99", "GET /ops/stats, p99", measured.stats.percentile(99), "ms"),
            thresholds.measure(
                "ops.stall.p99", "reading adds to the loop's lateness, p99",
                measured.readLag.percentile(99) - measured.quietLag.percentile(99), "ms"),
        ]
        return section
    }

    /// How late the loop runs what is due each millisecond while `body` goes on.
    private func lag(of loop: any EventLoop, during body: () async throws -> Void) async throws -> Durations {
        let probe = LatenessProbe(on: loop)
        try await probe.start()
        try await body()
        return try await probe.stop()
    }

    private static func sid(_ number: Int) -> String {
        "CA" + String(repeating: "0", count: 26) + "\(100_000 + number)"
    }

    /// The server with calls on the line, whose callers listen.
    private func withCalls<Output: Sendable>(
        _ body: @escaping @Sendable (Carrier, any EventLoop, any EventLoop) async throws -> Output
    ) async throws -> Output {
        let server = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let callers = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let models = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let listener = try await ProbeSocket.listen(on: models.next()) { _ in
            ModelConversation(greeting: ServerUnderTest.greeting)
        }
        let loop = callers.next()
        let output = try await ServerUnderTest(
            modelPort: listener.localAddress?.port ?? 0, warmsGreetings: true, opsToken: Self.token
        ).run(on: server) { carrier in
            for number in 0..<calls { try await open(Self.sid(number), carrier, on: loop) }
            try await Task.sleep(for: .seconds(2))
            return try await body(carrier, loop, server.next())
        }
        try await listener.close()
        for group in [server, callers, models] { try await group.shutdownGracefully() }
        return output
    }

    private func open(_ call: String, _ carrier: Carrier, on loop: any EventLoop) async throws {
        let token = try await carrier.announce(call, on: loop)
        try await carrier.openStream(on: loop) {
            ListeningCaller(CallerLine(call: call, token: token, on: loop), on: loop)
        }
    }
}

/// A caller who says nothing: a frame of silence now and then, so that the line is not taken for dead. Loop-bound.
private final class ListeningCaller: ProbeEnd {
    private let line: CallerLine
    private let loop: any EventLoop
    private var repeats: RepeatedTask?

    init(_ line: CallerLine, on loop: any EventLoop) {
        self.line = line
        self.loop = loop
    }

    func opened(_ socket: ProbeSocket) {
        line.opened(socket)
        let silence = ByteBuffer(string: String(repeating: "/", count: 212) + "/w==")
        let line = NIOLoopBound(line, eventLoop: loop)
        repeats = loop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .milliseconds(700)) { _ in
            line.value.say(silence)
        }
    }

    func received(_ text: ByteBuffer, at now: UInt64) {
        line.received(text, at: now)
    }
}
