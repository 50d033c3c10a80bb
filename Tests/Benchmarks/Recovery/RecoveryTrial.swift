import BenchProbes
import CoraStandIn
import Logging
import NIOCore
import NIOPosix
import SeededTesting

/// The real server, the model's stand-in and callers whose model is lost.
struct RecoveryTrial {
    /// The drop comes so long after the caller's socket has opened, in milliseconds: from the greeting to the third turn.
    private static let moments = 200...9_000

    private let carrier: Carrier
    private let model: StandInServer
    private let sessions: RecoverySessions
    private let rows: RecoveryRows
    private let loop: any EventLoop
    private var random = SeededGenerator(seed: 1)
    private var calls = 0

    /// Runs the server and the stand-in for as long as `body` takes.
    /// - Throws: what starting them or `body` throws.
    static func run<Output: Sendable>(
        _ body: @escaping @Sendable (inout RecoveryTrial) async throws -> Output
    ) async throws -> Output {
        let groups = (0..<3).map { _ in MultiThreadedEventLoopGroup(numberOfThreads: 1) }
        let (sessions, rows) = (RecoverySessions(), RecoveryRows())
        let model = StandInServer(
            configuration: RecoveryScript.model(sessions), group: groups[0],
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        let loop = groups[1].next()
        let server = ServerUnderTest(
            modelPort: try await model.start(), warmsGreetings: true, recorder: rows, tools: rows)
        let output = try await server.run(on: groups[2]) { carrier in
            var trial = RecoveryTrial(carrier: carrier, model: model, sessions: sessions, rows: rows, loop: loop)
            await trial.waitForRecordings()
            return try await body(&trial)
        }
        await model.shutdown()
        for group in groups { try await group.shutdownGracefully() }
        return output
    }

    private init(
        carrier: Carrier, model: StandInServer, sessions: RecoverySessions, rows: RecoveryRows, loop: any EventLoop
    ) {
        self.carrier = carrier
        self.model = model
        self.sessions = sessions
        self.rows = rows
        self.loop = loop
    }

    /// Waits until the server has recorded what it records at its start: no session has been open for half a second.
    private func waitForRecordings() async {
        var quietTenths = 0
        for _ in 0..<600 where quietTenths < 6 {
            quietTenths = model.sessionsOpen == 0 ? quietTenths + 1 : 0
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    /// How often the tool ran, and how often more than once for the same request.
    var toolRuns: (all: Int, repeated: Int) { (rows.toolsRun, rows.toolsRunTwice) }

    // MARK: Dropped sockets

    /// So many calls at once, each of which loses its model's socket at a moment of its own.
    mutating func batch(of count: Int) async throws -> [RecoveredCall] {
        let drops = (0..<count).map { _ in Int.random(in: Self.moments, using: &random) }
        let first = calls
        calls += count
        let callers = (first..<calls).map(Self.caller)
        let stories = try await withThrowingTaskGroup(of: (Int, RecoveryCaller.Story).self) { group in
            for (index, drop) in drops.enumerated() {
                group.addTask { [self] in (index, try await call(callers[index], first + index, dropAfter: drop)) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        // The last rows and records are on their way.
        try await Task.sleep(for: .milliseconds(500))
        let records = Dictionary(
            await model.records().map { ($0.session, $0) }, uniquingKeysWith: { first, _ in first })
        return callers.enumerated().compactMap { index, caller in
            stories[index].map { story in
                RecoveredCall(
                    story: story, turns: rows.turns(of: caller),
                    sessions: sessions.sessions(of: caller).compactMap { records[$0.id] })
            }
        }
    }

    private static func caller(_ number: Int) -> String { "+1415555\(1_000 + number)" }

    private func call(_ caller: String, _ number: Int, dropAfter milliseconds: Int?) async throws
        -> RecoveryCaller.Story
    {
        // Callers do not call in the same instant.
        try await Task.sleep(for: .milliseconds(number % 50 * 20))
        let call = "CA" + String(repeating: "0", count: 26) + "\(100_000 + number)"
        let token = try await carrier.announce(call, from: caller, on: loop)
        let over = loop.makePromise(of: RecoveryCaller.Story.self)
        let end = SharedEnd<RecoveryCaller>(on: loop)
        do {
            try await loop.submit {
                end.value = RecoveryCaller(CallerLine(call: call, token: token, on: loop), on: loop, over: over)
            }.get()
            try await carrier.openStream(on: loop) { end.end { $0 } }
        } catch {
            over.fail(error)
            throw error
        }
        if let milliseconds {
            try await Task.sleep(for: .milliseconds(milliseconds))
            let session = try await session(of: caller)
            try await loop.submit { end.value?.modelDrops() }.get()
            if let session { await model.inflict(SessionFault(.drop), on: session) }
        }
        return try await over.futureResult.get()
    }

    /// The caller's session, once it is set up: a moment before that drops nothing. Nil if there is none within 5 s.
    private func session(of caller: String) async throws -> String? {
        for _ in 0..<500 {
            if let session = sessions.sessions(of: caller).last { return session.id }
            try await Task.sleep(for: .milliseconds(10))
        }
        return nil
    }

    // MARK: Mute models

    /// So many calls at once whose model falls silent with the caller's first turn.
    /// - Returns: from the commit of that turn to the next dial of the model.
    mutating func muteBatch(of count: Int) async throws -> Durations {
        for _ in 0..<count { model.plan(PlannedFault(.session(SessionFault(.freeze, .turn(1))))) }
        let first = calls
        calls += count
        let callers = (first..<calls).map(Self.caller)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, caller) in callers.enumerated() {
                group.addTask { [self] in _ = try await call(caller, first + index, dropAfter: nil) }
            }
            try await group.waitForAll()
        }
        var times = Durations()
        for caller in callers {
            let sessions = sessions.sessions(of: caller)
            guard sessions.count > 1, let turn = sessions[0].committedAt else { continue }
            let handshake = Int64(RecoveryScript.handshakeMilliseconds) * 1_000_000
            times.add(Int64(sessions[1].openedAt) - Int64(turn) - handshake)
        }
        return times
    }
}
