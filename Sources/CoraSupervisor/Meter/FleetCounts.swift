package import CoraCall
import CoraTenant

/// What a ``FleetMeter`` has counted. A value; its size is bounded by the live calls and by the number of tool names.
struct FleetCounts: Sendable {
    /// The most tools counted by name; the others count as `other`.
    private static let mostTools = 64

    /// How far a stream's model socket is.
    private enum Stage {
        case dialling
        case open
    }

    private struct ToolCounts {
        var runs = 0
        var failed = 0
        var took = LatencyMeter()
    }

    private var startedStreams = 0
    private var endedStreams = 0
    private var endedByReason: [String: Int] = [:]
    private var endedByResult: [String: Int] = [:]
    private var endedLately = MinuteCounter()
    private var failedLately = MinuteCounter()
    private var audio = CallFigures()

    private var sockets: [String: Stage] = [:]
    private var opened = 0
    private var modelFailures = 0
    private var openedLately = MinuteCounter()
    private var modelFailedLately = MinuteCounter()
    private var transcribed = 0
    private var untranscribed = 0
    private var lastError: (words: String, at: WallTime)?

    private var firstAudio = LatencyMeter()
    private var turn = LatencyMeter()
    private var parts = Dictionary(uniqueKeysWithValues: TurnTiming.Cause.allCases.map { ($0, LatencyMeter()) })
    private var causes = Dictionary(uniqueKeysWithValues: TurnTiming.Cause.allCases.map { ($0, 0) })
    private var bargeIn = LatencyMeter(bounds: LatencyBuckets.moments)
    private var bargeInOurs = LatencyMeter(bounds: LatencyBuckets.moments)
    private var modelReady = LatencyMeter()
    private var modelRestored = LatencyMeter()
    private var restored = 0
    private var tools: [String: ToolCounts] = [:]
    private var unnamedToolRuns = 0
    private var web = WebCounts()

    mutating func started(_ ticket: CallTicket, at now: CallInstant) {
        startedStreams += 1
        if ticket.caller.channel == .web { web.started(ticket.streamID, at: now) }
    }

    mutating func ended(
        _ stream: String, _ termination: Termination, _ figures: CallFigures, at now: CallInstant
    ) {
        endedStreams += 1
        web.ended(stream)
        endedByReason[termination.label, default: 0] += 1
        endedByResult[termination.result.rawValue, default: 0] += 1
        endedLately.add(at: now)
        if termination.result == .modelFault || termination.result == .serverFault { failedLately.add(at: now) }
        audio.add(figures)
    }

    /// Counts and times what a call has observed.
    /// - Parameters:
    ///   - stream: the call's stream (`CallTicket.streamID`).
    ///   - wall: the time of day, asked only for when something failed.
    mutating func observed(
        _ observation: CallObservation, of stream: String, at now: CallInstant, wall: () -> WallTime
    ) {
        switch observation {
        case .modelDialling: sockets[stream] = .dialling
        case .modelReady(let span):
            sockets[stream] = .open
            opened += 1
            openedLately.add(at: now)
            modelReady.record(span, at: now)
        case .modelFailed(let why):
            sockets[stream] = nil
            modelFailures += 1
            modelFailedLately.add(at: now)
            lastError = (String(why.prefix(300)), wall())
        case .modelRestored(let span):
            restored += 1
            modelRestored.record(span, at: now)
        case .modelClosed: sockets[stream] = nil
        case .firstAudio(let span): firstAudio.record(span, at: now)
        case .turn(let timing): heard(timing, at: now)
        case .bargeIn(let span, let ours):
            bargeIn.record(span, at: now)
            bargeInOurs.record(ours, at: now)
        case .page(let figures): web.reported(figures, by: stream, at: now)
        case .transcription(succeeded: true): transcribed += 1
        case .transcription(succeeded: false): untranscribed += 1
        case .tool(let name, let succeeded, let span): ran(name, succeeded, span, at: now)
        case .allowance: break
        }
    }

    private mutating func heard(_ timing: TurnTiming, at now: CallInstant) {
        guard let latency = timing.latency else { return }
        turn.record(latency, at: now)
        let spans: [(TurnTiming.Cause, CallDuration?)] = [
            (.endpointing, timing.endpointing), (.model, timing.model), (.tool, timing.tools), (.us, timing.ours),
            (.line, timing.line),
        ]
        for case (let part, let span?) in spans { parts[part]?.record(span, at: now) }
        if let cause = timing.cause { causes[cause]? += 1 }
    }

    private mutating func ran(_ name: String, _ succeeded: Bool, _ span: CallDuration, at now: CallInstant) {
        var name = name.excerpt(64)
        if tools[name] == nil, tools.count >= Self.mostTools {
            name = "other"
            unnamedToolRuns += 1
        }
        tools[name, default: ToolCounts()].runs += 1
        if !succeeded { tools[name]?.failed += 1 }
        tools[name]?.took.record(span, at: now)
    }

    // MARK: Reading

    func read(into stats: inout FleetStats, at now: CallInstant) {
        stats.calls.started = startedStreams
        stats.calls.ended = endedStreams
        stats.calls.endedByReason = endedByReason
        stats.calls.endedByResult = endedByResult
        stats.calls.endedLastMinute = endedLately.count(at: now)
        stats.calls.failedLastMinute = failedLately.count(at: now)
        stats.audio.add(audio)
        readModel(into: &stats.model, at: now)
        readLatency(into: &stats.latency, at: now)
        stats.web = web.stats(at: now)
        for (name, counts) in tools {
            var tool = FleetStats.Tool()
            tool.runs = counts.runs
            tool.failed = counts.failed
            tool.took = counts.took.distribution(at: now)
            stats.tools[name] = tool
        }
    }

    private func readModel(into model: inout FleetStats.Model, at now: CallInstant) {
        model.dialling = sockets.values.count { $0 == .dialling }
        model.open = sockets.count - model.dialling
        model.opened = opened
        model.restored = restored
        model.failed = modelFailures
        model.openedLastMinute = openedLately.count(at: now)
        model.failedLastMinute = modelFailedLately.count(at: now)
        model.transcribed = transcribed
        model.untranscribed = untranscribed
        model.lastError = lastError?.words
        model.lastErrorAt = lastError?.at.milliseconds
    }

    private func readLatency(into latency: inout FleetStats.Latency, at now: CallInstant) {
        latency.firstAudio = firstAudio.distribution(at: now)
        latency.turn = turn.distribution(at: now)
        latency.bargeIn = bargeIn.distribution(at: now)
        latency.bargeInOurs = bargeInOurs.distribution(at: now)
        latency.modelReady = modelReady.distribution(at: now)
        latency.modelRestored = modelRestored.distribution(at: now)
        for (part, meter) in parts { latency.turnParts[part.rawValue] = meter.distribution(at: now) }
    }

    /// What was timed since the process started.
    var timings: FleetTimings {
        FleetTimings(
            firstAudio: firstAudio.buckets, turn: turn.buckets, turnParts: parts.mapValues(\.buckets),
            turnCauses: causes, bargeIn: bargeIn.buckets, bargeInOurs: bargeInOurs.buckets,
            modelReady: modelReady.buckets, tools: tools.mapValues(\.took.buckets), unnamedToolRuns: unnamedToolRuns,
            web: web.timings)
    }
}

extension FleetStats.Audio {
    /// Adds the figures of a call.
    package mutating func add(_ figures: CallFigures) {
        framesIn += figures.framesIn
        framesOut += figures.framesOut
        framesDropped += figures.framesDropped
        framesBroken += figures.framesBroken
        framesOutOfOrder += figures.framesOutOfOrder
        bargeIns += figures.bargeIns
    }
}
