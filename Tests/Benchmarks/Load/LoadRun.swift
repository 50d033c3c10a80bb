import BenchProbes
import NIOCore
import NIOPosix

/// One run of a load through a program.
struct LoadRun: Sendable {
    /// What a run gave.
    struct Outcome: Sendable {
        /// Milliseconds of processor time for a second of a call.
        var cost = 0.0
        /// Milliseconds of processor time for a call's beginning.
        var setUp = 0.0
        /// Kilobytes for a talking call.
        var memory = 0.0
        /// Callers' frames of the whole run that did not reach the model.
        var lost = 0
        var figures = LoadFigures()
    }

    let program: LoadProgram
    let calls: Int
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
            try await stage.eventLoop.submit { stage.value.isTalking = true }.get()
            try await Task.sleep(for: .seconds(warmUp))
            try await stage.eventLoop.submit { stage.value.figures = LoadFigures() }.get()
            let (start, began) = (try server.processorTime(), ContinuousClock.now)
            try await Task.sleep(for: .seconds(seconds))
            let spent = try server.processorTime() - start
            let took = (ContinuousClock.now - began) / .seconds(1)
            outcome.cost = Double(spent) / 1_000_000 / (Double(calls) * took)
            outcome.memory = Double(try server.residentKilobytes() - memory) / Double(calls)
            outcome.figures = try await stage.eventLoop.submit {
                stage.value.isTalking = false
                return stage.value.figures
            }.get()
            // For the frames that are on their way.
            try await Task.sleep(for: .milliseconds(500))
            outcome.lost = try await stage.eventLoop.submit { stage.value.said - stage.value.heard }.get()
            let alive = try await stage.eventLoop.submit { stage.value.ready }.get()
            guard alive == calls else {
                throw Carrier.Refused(description: "\(calls - alive) of \(calls) calls ended early at \(program.name)")
            }
            return outcome
        }
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

    private func withServer<Output: Sendable>(
        _ body: (ServerProcess, NIOLoopBound<LoadStage>) async throws -> Output
    ) async throws -> Output {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let encoding = program.encoding
        let stage = try await loop.submit {
            NIOLoopBound(LoadStage(encoding, on: loop), eventLoop: loop)
        }.get()
        let listener = try await LoadSocket.listen(on: loop) { stage.value.makeModel() }
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

    private func open(_ port: Int, _ stage: NIOLoopBound<LoadStage>) async throws {
        let carrier = Carrier(port: port)
        for number in 0..<calls {
            let call = "CA" + String(repeating: "0", count: 26) + "\(100_000 + number)"
            // Each from another number: what CORA knows of a caller is not to be of another call.
            let token = try await carrier.announce(call, from: "+1415556\(1000 + number)", on: stage.eventLoop)
            try await LoadSocket.dial(
                port: port, target: "/twilio/media", fields: Carrier.streamFields, on: stage.eventLoop
            ) {
                stage.value.makeCaller(call: call, token: token)
            }
        }
        // 30 s: under valgrind everything takes fifty times as long.
        for _ in 0..<300 {
            if try await stage.eventLoop.submit({ stage.value.ready }).get() == calls { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        let ready = try await stage.eventLoop.submit { stage.value.ready }.get()
        throw Carrier.Refused(description: "\(ready) of \(calls) calls came about through \(program.name)")
    }
}
