import ArgumentParser
import CoraLoad

/// What a load test is to be like.
struct LoadShapeOptions: ParsableArguments {
    @Option(help: "How many calls are up at the plateau.")
    var calls = 20

    @Option(help: "How many calls begin in a second, such as 10/s.", transform: LoadShapeOptions.rate)
    var ramp = 10.0

    @Option(help: "How long the plateau lasts, in seconds.")
    var seconds = 30

    @Option(
        help: "What happens in calls, by weight: talk, barge-in, tool, transfer, hang-up.",
        transform: { try LoadShapeOptions.checked { try LoadMix($0) }($0) })
    var mix = LoadMix.usual

    @Option(help: "The seed of everything random; the report names it. A new one if not given.")
    var seed: UInt64?

    func validate() throws {
        guard (1...20_000).contains(calls), (1...86_400).contains(seconds) else {
            throw ValidationError("--calls is 1 to 20000, --seconds 1 to 86400")
        }
    }

    /// The plan of a run of so many calls.
    func plan(calls: Int, seed: UInt64, numbersAfter: Int) -> LoadPlan {
        LoadPlan(
            LoadPlan.Shape(
                calls: calls, rampPerSecond: ramp, seconds: seconds, mix: mix, seed: seed, numbersAfter: numbersAfter))
    }

    private static func rate(_ text: String) throws -> Double {
        let digits = text.hasSuffix("/s") ? text.dropLast(2) : text[...]
        guard let rate = Double(digits), (0.01...10_000).contains(rate) else {
            throw ValidationError("--ramp: found \"\(text)\"; wanted calls a second, such as 10/s")
        }
        return rate
    }

    static func checked<Value>(_ read: @escaping (String) throws -> Value) -> (String) throws -> Value {
        { text in
            do { return try read(text) } catch { throw ValidationError("\(error)") }
        }
    }
}

/// Which server is tested, and where its model is.
struct LoadTargetOptions: ParsableArguments {
    @Option(
        help: """
            The voice webhook of the server to test, such as http://127.0.0.1:8080/twilio/voice. Without one, a server is \
            started for the test, with settings of its own.
            """)
    var webhook: String?

    @Option(help: "The server's public URL, for which requests are signed; the webhook's own address if not given.")
    var publicURL: String?

    @Option(help: "The number to dial.")
    var to = ChildServer.number

    @Option(help: "The model's port: the server under test has OPENAI_BASE_URL=http://127.0.0.1:PORT/v1.")
    var modelPort: Int?

    @Option(help: "The address that the model listens at.")
    var modelHost = "127.0.0.1"

    @Option(help: "The server's process, whose processor time and memory are measured.")
    var serverPid: Int32?

    @Option(help: "The server's /ops/stats, whose counts are held against ours; OPS_TOKEN reads it.")
    var stats: String?

    @Flag(name: .customLong("pcm16"), help: "The server that is started takes the model's audio as PCM16.")
    var isWide = false

    @Flag(name: .customLong("pin"), help: "The server that is started gets the first core, and the test the others.")
    var isPinned = false

    @Flag(help: "TLS to the server and to the model, with a certificate made for the test.")
    var tls = false

    @Option(help: "PEM certificates to trust besides the system's, for a server with its own.")
    var caFile: String?

    @Option(help: "The `cora` that is started; this program if not given.")
    var program: String?

    func validate() throws {
        guard webhook != nil else { return }
        if isWide || isPinned || program != nil {
            throw ValidationError("--pcm16, --pin and --program are for a server that is started: leave --webhook out")
        }
    }
}

/// What a run is held against.
struct LoadBoundOptions: ParsableArguments {
    @Option(help: "Frames that may be lost.")
    var maxLost = 0

    @Option(help: "Calls that may fail.")
    var maxFailures = 0

    @Option(help: "The longest added latency each way that 99 of 100 frames may have, in milliseconds.")
    var maxP99: Double?

    @Option(help: "The same of half the frames.")
    var maxP50: Double?

    @Option(help: "Gaps that callers may hear.")
    var maxGaps: Int?

    @Option(help: "The bound of --find-max, as p99=50 or p50=2, in milliseconds.")
    var bound: [String] = []

    /// - Throws: `ValidationError` for a bound that is none.
    func bounds(searching: Bool) throws -> LoadBounds {
        var bounds = LoadBounds()
        (bounds.maxLost, bounds.maxFailures, bounds.maxGaps) = (maxLost, maxFailures, maxGaps)
        (bounds.maxP50, bounds.maxP99) = (maxP50, maxP99)
        do { for text in bound { try bounds.add(text) } } catch { throw ValidationError("--bound: \(error)") }
        if searching, bounds.maxP50 == nil, bounds.maxP99 == nil { bounds.maxP99 = 50 }
        return bounds
    }

    func validate() throws { _ = try bounds(searching: false) }
}
