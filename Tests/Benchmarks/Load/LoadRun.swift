import BenchProbes
import NIOCore
import NIOPosix

/// One run of a load through a program.
struct LoadRun: Sendable {
    /// The calls of a run, wherever they are looked at from.
    typealias Stage = NIOLoopBound<LoadStage>

    /// What a run gave.
    struct Outcome: Sendable {
        /// Milliseconds of processor time for a second of a call.
        var cost = 0.0
        /// How much of a core the program had, from 0 to 1.
        var core = 0.0
        /// Milliseconds of processor time for a call's beginning.
        var setUp = 0.0
        /// Kilobytes for a call that is connected, and on which nothing has been said yet.
        var idleMemory = 0.0
        /// Kilobytes for a talking call.
        var memory = 0.0
        /// Callers' frames of the whole run that did not reach the model.
        var lost = 0
        var figures = LoadFigures()
    }

    let program: LoadProgram
    let calls: Int
    /// The number of the first call: a server takes no call twice.
    var first = 0
    /// Two turns of the models, so that every run has the same work.
    var seconds = 12
    /// Before anything is counted: a turn, so that all calls are in one.
    var warmUp = 7

    /// Starts the program, puts the calls on it, and ends it.
    /// - Throws: `Carrier.Refused` where calls do not come about, or are lost.
    func measure() async throws -> Outcome {
        try await withServer { server, stage in
            let before = try server.processorTime()
            let memory = try server.residentKilobytes()
            try await open(server.port, stage)
            var outcome = Outcome()
            outcome.setUp = Double(try server.processorTime() - before) / 1_000_000 / Double(calls)
            outcome.idleMemory = Double(try server.residentKilobytes() - memory) / Double(calls)
            try await stage.eventLoop.submit { stage.value.isTalking = true }.get()
            try await polling(program.poll, server.port, stage.eventLoop) {
                try await Task.sleep(for: .seconds(warmUp))
                try await look(at: server, stage, for: seconds, into: &outcome)
            }
            outcome.memory = Double(try server.residentKilobytes() - memory) / Double(calls)
            outcome.lost = try await lost(stage)
            let alive = try await stage.eventLoop.submit { stage.value.ready }.get()
            guard alive == calls else {
                throw Carrier.Refused(description: "\(calls - alive) of \(calls) calls ended early at \(program.name)")
            }
            return outcome
        }
    }

    /// Measures calls that talk, for a time.
    func look(at server: ServerProcess, _ stage: Stage, for seconds: Int, into outcome: inout Outcome) async throws {
        try await stage.eventLoop.submit { stage.value.figures = LoadFigures() }.get()
        let (start, began) = (try server.processorTime(), ContinuousClock.now)
        try await Task.sleep(for: .seconds(seconds))
        let spent = Double(try server.processorTime() - start) / 1_000_000_000
        let took = (ContinuousClock.now - began) / .seconds(1)
        outcome.core = spent / took
        outcome.cost = spent * 1000 / (Double(calls) * took)
        outcome.figures = try await stage.eventLoop.submit { stage.value.figures }.get()
    }

    /// Has everybody fall silent, and says how many of the callers' frames did not arrive.
    func lost(_ stage: Stage) async throws -> Int {
        try await stage.eventLoop.submit { stage.value.isTalking = false }.get()
        // For the frames that are on their way.
        try await Task.sleep(for: .milliseconds(500))
        return try await stage.eventLoop.submit { stage.value.said - stage.value.heard }.get()
    }

    /// Lets calls talk for a time, and lets the program end by itself.
    /// - Returns: what the program wrote.
    func output(seconds: Int) async throws -> String {
        try await withServer { server, stage in
            try await open(server.port, stage)
            try await stage.eventLoop.submit { stage.value.isTalking = true }.get()
            try await Task.sleep(for: .seconds(seconds))
            try await stage.eventLoop.submit { stage.value.end() }.get()
            try await Task.sleep(for: .seconds(1))
            try await server.terminate(patience: 60)
            return server.output
        }
    }

    /// Starts the program for as long as `body` takes, and a model for its calls.
    func withServer<Output: Sendable>(
        _ body: (ServerProcess, Stage) async throws -> Output
    ) async throws -> Output {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let encoding = program.encoding
        let stage = try await loop.submit {
            NIOLoopBound(LoadStage(encoding, on: loop), eventLoop: loop)
        }.get()
        let listener = try await LoadSocket.listen(tls: program.command.tls?.server, on: loop) {
            stage.value.makeModel()
        }
        let result: Result<Output, any Error>
        do {
            let server = try await ServerProcess.start(
                program.command, modelPort: listener.localAddress?.port ?? 0, on: loop, tenants: program.tenants,
                more: program.settings)
            defer { server.kill() }
            result = .success(try await body(server, stage))
        } catch {
            result = .failure(error)
        }
        try await loop.submit { stage.value.end() }.get()
        try await listener.close()
        try await group.shutdownGracefully()
        return try result.get()
    }

    /// Opens all calls, one after the other.
    /// - Throws: `Carrier.Refused` where one does not come about within 30 s of the last: under valgrind everything takes
    ///   fifty times as long.
    func open(_ port: Int, _ stage: Stage) async throws {
        for number in first..<first + calls { try await open(call: number, port, stage) }
        for _ in 0..<300 {
            if try await stage.eventLoop.submit({ stage.value.ready }).get() == calls { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        let ready = try await stage.eventLoop.submit { stage.value.ready }.get()
        throw Carrier.Refused(description: "\(ready) of \(calls) calls came about through \(program.name)")
    }

    /// Announces one call, and opens its stream.
    func open(call number: Int, _ port: Int, _ stage: Stage) async throws {
        let tls = program.command.tls?.client
        let call = "CA" + String(repeating: "0", count: 26) + "\(100_000 + number)"
        // Each from another number: what CORA knows of a caller is not to be of another call.
        let token = try await Carrier(port: port, tls: tls)
            .announce(call, from: "+1415556\(1000 + number)", on: stage.eventLoop)
        try await LoadSocket.dial(
            port: port, target: "/twilio/media", fields: Carrier.streamFields, tls: tls, on: stage.eventLoop
        ) {
            stage.value.makeCaller(call: call, token: token)
        }
    }

    /// Has a page of the program's read, where there is one to be read, for as long as `body` takes.
    func polling(
        _ poll: LoadPoll?, _ port: Int, _ loop: any EventLoop, _ body: () async throws -> Void
    ) async throws {
        let tls = program.command.tls
        let reader = Task { await poll?.run(port: port, tls, on: loop) }
        let result: Result<Void, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        reader.cancel()
        await reader.value
        try result.get()
    }
}
