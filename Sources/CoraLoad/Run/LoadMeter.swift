import NIOCore

/// Reads both loops once a second, and at the end holds what they saw against each other.
struct LoadMeter: Sendable {
    /// How long the model's sockets may take to close after the last call.
    private static let patience = 3.0
    private static let second: UInt64 = 1_000_000_000

    private let plan: LoadPlan
    private let callers: NIOLoopBound<CallerDesk>
    private let models: NIOLoopBound<ModelDesk>
    private let process: Int32?
    private var beganAt: UInt64 = 0
    private var memoryBefore: Int?
    private var seconds: [LoadSecond] = []
    private var last: (at: UInt64, frames: Int, cpu: Double?) = (0, 0, nil)
    private var isServerGone = false

    init(
        _ plan: LoadPlan, callers: NIOLoopBound<CallerDesk>, models: NIOLoopBound<ModelDesk>, process: Int32?
    ) {
        self.plan = plan
        self.callers = callers
        self.models = models
        self.process = process
    }

    /// When the next second is to be read.
    var nextAt: UInt64 { beganAt + UInt64(seconds.count + 1) * Self.second }

    mutating func begin(at now: UInt64) {
        beganAt = now
        let usage = process.flatMap { ServerUsage.read(of: $0) }
        memoryBefore = usage?.memory
        last = (now, 0, usage?.cpuMilliseconds)
    }

    /// One loop's figures of a moment.
    private struct Reading: Sendable {
        var up: Int
        var frames: Int
        var failures: Int
        /// Since the last reading.
        var recent: Spread
        var latency: Spread
        var pacing: Double?

        init(_ tally: inout Tally, up: Int) {
            self.up = up
            frames = tally.framesSent
            failures = tally.failures.values.reduce(0, +)
            recent = tally.takeRecent()
            latency = tally.latency
            pacing = tally.pacing.percentile(99)
        }
    }

    /// Takes what has been measured since the last second.
    mutating func second() async -> LoadProgress {
        let (callers, models) = (callers, models)
        let caller = try? await callers.eventLoop.submit {
            Reading(&callers.value.tally, up: callers.value.up)
        }.get()
        let model = try? await models.eventLoop.submit {
            Reading(&models.value.tally, up: models.value.up)
        }.get()
        let now = LoadClock.now
        var second = LoadSecond(at: seconds(since: beganAt, now), calls: caller?.up ?? 0, framesPerSecond: 0)
        defer { seconds.append(second) }
        measureServer(&second, at: now)
        guard let caller, let model else { return LoadProgress(second: second, latency: Spread()) }
        let frames = caller.frames + model.frames
        second.framesPerSecond = Double(frames - last.frames) / seconds(since: last.at, now)
        (second.upP50, second.upP99) = (model.recent.percentile(50), model.recent.percentile(99))
        (second.downP50, second.downP99) = (caller.recent.percentile(50), caller.recent.percentile(99))
        last.at = now
        last.frames = frames
        var latency = caller.latency
        latency.add(model.latency)
        var progress = LoadProgress(second: second, latency: latency)
        progress.failures = caller.failures + model.failures
        progress.secondsLeft = max(0, Double(plan.plateauEnds) / 1e9 + 1 - second.at)
        progress.wanted = plan.shape.calls
        progress.pacingP99 = [caller.pacing, model.pacing].compactMap(\.self).max()
        return progress
    }

    /// Adds what the server has used since the last second.
    private mutating func measureServer(_ second: inout LoadSecond, at now: UInt64) {
        guard let process else { return }
        let usage = ServerUsage.read(of: process)
        if usage == nil { isServerGone = true }
        if let usage, let before = last.cpu {
            second.cpu = (usage.cpuMilliseconds - before) / seconds(since: last.at, now)
        }
        second.memory = usage?.memory
        last.cpu = usage?.cpuMilliseconds
    }

    private func seconds(since start: UInt64, _ now: UInt64) -> Double {
        max(Double(now - min(start, now)) / Double(Self.second), 0.001)
    }

    /// Waits until the model's sockets are closed, or for as long as they may take.
    func settle() async {
        let models = models
        for _ in 0..<Int(Self.patience * 20) {
            let up = try? await models.eventLoop.submit { models.value.up }.get()
            if up == 0 { return }
            guard (try? await Task.sleep(for: .milliseconds(50))) != nil else { return }
        }
    }

    /// All that was measured.
    func figures() async -> LoadFigures {
        var figures = LoadFigures(plan)
        figures.seconds = seconds
        figures.memoryBefore = memoryBefore
        figures.serverDied = isServerGone || process.map { ServerUsage.read(of: $0) == nil } ?? false
        let (callers, models) = (callers, models)
        let caller = try? await callers.eventLoop.submit { (callers.value.tally, callers.value.halves) }.get()
        let model = try? await models.eventLoop.submit { () -> (Tally, [Int: CallHalf], Int, Int, Int) in
            let desk = models.value
            let halves = desk.allHalves()
            return (desk.tally, halves, desk.opened, desk.wide, desk.unknown)
        }.get()
        guard let caller, let model else { return figures }
        figures.callers = caller.0
        figures.models = model.0
        (figures.sessions, figures.wideSessions, figures.unknownSessions) = (model.2, model.3, model.4)
        for call in plan.calls { figures.ledger.add(caller: caller.1[call.number], model: model.1[call.number]) }
        figures.noteUnheard()
        figures.noteUnmeasured(process: process)
        return figures
    }
}

extension LoadFigures {
    /// Counts callers that no model heard, where stamps would have said so.
    fileprivate mutating func noteUnheard() {
        guard isStamped else { return ledger = FrameLedger() }
        for call in ledger.unheard { models.failed(.notHeard, "call \(call)") }
    }

    /// Names what was to be measured and was not.
    fileprivate mutating func noteUnmeasured(process: Int32?) {
        if !isStamped {
            unmeasured.append(
                "loss, order and mixing: the model's audio is PCM16, which is resampled, so no stamp survives; messages are "
                    + "counted, and latency is of a pulse a second")
        }
        if process == nil {
            unmeasured.append("the server's processor time and memory: no --server-pid")
        } else if serverDied {
            unmeasured.append("the server's processor time and memory to the end: its process is gone")
        } else if process != nil, cpuPerCallSecond == nil {
            unmeasured.append("the server's processor time: its process cannot be read, or no call was up")
        }
        if unknownSessions > 0 {
            unmeasured.append("\(unknownSessions) sessions of the model's: nothing told which call they were of")
        }
        if callers.bargeIn.count == 0 { unmeasured.append("barge-in: the caller spoke over no answer that was cut") }
    }
}
