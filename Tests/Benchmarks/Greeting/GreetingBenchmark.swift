import BenchProbes
import CoraTenant
import NIOCore
import NIOPosix
import Synchronization

/// From `start` to the first audio of the greeting at the caller: from the cache, and, without one, beyond what the
/// model itself takes to be dialled, set up and heard.
struct GreetingBenchmark {
    let cachedCalls: Int
    let uncachedCalls: Int
    let thresholds: Thresholds

    func run() async throws -> Section {
        var section = Section(
            title: "Greeting, from start to its first audio at the caller",
            note: "\(cachedCalls) calls from the cache, \(uncachedCalls) without; milliseconds",
            columns: ["p50", "p90", "p99", "max"])
        let cached = try await cached()
        let (uncached, direct) = try await uncached()
        for (title, times) in [
            ("from the cache", cached), ("without the cache", uncached), ("the model alone", direct),
        ] {
            section.rows.append(.init(title: title, cells: times.summary.map { Text.number($0, places: 3) }))
        }
        section.measures = [50, 99].map { percent in
            thresholds.measure(
                "greeting.cached.p\(percent)", "from the cache, p\(percent)", cached.percentile(Double(percent)), "ms")
        }
        section.measures += [50, 99].map { percent in
            let added = uncached.percentile(Double(percent)) - direct.percentile(Double(percent))
            return thresholds.measure(
                "greeting.uncached.p\(percent)", "without the cache, beyond the model, p\(percent)", added, "ms")
        }
        return section
    }

    private func cached() async throws -> Durations {
        let greetings = Atomic<Int>(0)
        return try await withModel(
            saying: ServerUnderTest.greeting,
            greeted: {
                greetings.add(1, ordering: .relaxed)
            }
        ) { loop, carrier, _ in
            // The greeting, and the phrases that are recorded after it.
            let recorded = 1 + Phrase.allCases.count
            try await eventually { greetings.load(ordering: .relaxed) >= recorded }
            var times = Durations()
            for number in 0..<cachedCalls {
                times.add(try await call(number, carrier, on: loop))
            }
            guard greetings.load(ordering: .relaxed) == recorded else {
                throw Carrier.Refused(description: "the greeting did not come from the cache")
            }
            return times
        }
    }

    private func uncached() async throws -> (Durations, Durations) {
        // Words of the model's own are not kept, so that every call is the first.
        try await withModel(saying: "Something else.", greeted: {}) { loop, carrier, modelPort in
            var times = Durations()
            var direct = Durations()
            for number in 0..<uncachedCalls {
                times.add(try await call(number, carrier, on: loop))
                let promise = loop.makePromise(of: Int64.self)
                try await ProbeSocket.dial(port: modelPort, target: "/v1/realtime", on: loop) { [began = Stamp.now] in
                    DirectGreeting(began: began, promise)
                }
                direct.add(try await promise.futureResult.get())
            }
            return (times, direct)
        }
    }

    /// The server, and a model that says these words first.
    private func withModel<Output: Sendable>(
        saying greeting: String, greeted: @escaping @Sendable () -> Void,
        body: @escaping @Sendable (any EventLoop, Carrier, Int) async throws -> Output
    ) async throws -> Output {
        let server = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let callers = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let models = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let listener = try await ProbeSocket.listen(on: models.next()) { _ in
            let conversation = ModelConversation(greeting: greeting)
            conversation.onGreeted = greeted
            return conversation
        }
        let port = listener.localAddress?.port ?? 0
        let warms = greeting == ServerUnderTest.greeting
        let output = try await ServerUnderTest(modelPort: port, warmsGreetings: warms).run(on: server) { carrier in
            try await body(callers.next(), carrier, port)
        }
        try await listener.close()
        for group in [server, callers, models] { try await group.shutdownGracefully() }
        return output
    }

    /// One call, up to its first audio.
    /// - Returns: nanoseconds from `start`.
    private func call(_ number: Int, _ carrier: Carrier, on loop: any EventLoop) async throws -> Int64 {
        let call = "CA" + String(repeating: "0", count: 26) + "\(100_000 + number)"
        let token = try await carrier.announce(call, on: loop)
        let promise = loop.makePromise(of: Int64.self)
        try await carrier.openStream(on: loop) {
            let line = CallerLine(call: call, token: token, on: loop, returnsMarks: false)
            line.onMedia = { [unowned line] _, now in
                promise.succeed(Int64(now) - Int64(line.startedAt))
                line.hangUp()
            }
            return line
        }
        loop.scheduleTask(in: .seconds(5)) { promise.fail(Carrier.Refused(description: "no greeting in 5 s")) }
        let time = try await promise.futureResult.get()
        // The last call's end is not to be in the next one's way.
        try await Task.sleep(for: .milliseconds(10))
        return time
    }

    private func eventually(_ condition: () -> Bool) async throws {
        for _ in 0..<500 where !condition() { try await Task.sleep(for: .milliseconds(10)) }
        // The recording is on its way to the shelf.
        try await Task.sleep(for: .milliseconds(200))
    }
}
