import BenchProbes
import CoraCall
import NIOCore
import NIOPosix

/// One call through the real server that never falls silent: frames in both directions each 20 ms, and between them the
/// same frames on a socket from probe to probe.
struct TalkingCall {
    let seconds: Int
    /// Takes the call down; nil for the log.
    var recorder: (any CallRecorder)?

    private var frames: Int { seconds * 50 }
    /// About every 2 s, and in a short run often enough for 50 of them.
    private var bargeInInterval: Int { min(100, max(8, frames / 52)) }

    /// What the probes took down.
    struct Record: Sendable {
        var throughCORA = Arrivals()
        var direct = Arrivals()
        var sent: UInt64 = 0
    }

    /// What came of the interruptions.
    struct BargeIns: Sendable {
        var times = Durations()
        var interruptions = 0
        var truncations = 0
    }

    /// What the probes took down, all of it.
    struct Outcome: Sendable {
        var toModel = Record()
        var toCaller = Record()
        var bargeIns = BargeIns()
    }

    /// Calls, talks and hangs up. `onTalking` is called on the server's loop as the talking begins.
    func run(onTalking: @escaping @Sendable (any EventLoop) -> Void = { _ in }) async throws -> Outcome {
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
        try await ServerUnderTest(modelPort: port, recorder: recorder).run(on: server) { carrier in
            try await open(carrier, port, caller, bargeIn)
            try await greeted.futureResult.get()
            let loop = server.next()
            loop.execute { onTalking(loop) }
            try await talk(caller, model)
        }
        let outcome = try await outcome(caller, model)
        try await listener.close()
        for group in [server, callers, models] { try await group.shutdownGracefully() }
        return outcome
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

    private func outcome(_ caller: SharedEnd<TalkingCaller>, _ model: SharedEnd<TalkingModel>) async throws -> Outcome {
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
        return Outcome(toModel: toModel, toCaller: toCaller, bargeIns: bargeIns)
    }
}
