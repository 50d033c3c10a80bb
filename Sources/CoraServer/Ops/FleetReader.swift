import CoraCall
import CoraClients
import CoraDoor
import CoraStore
import CoraSupervisor
import CoraTelemetry
import CoraTenant

/// Puts the answers of `/ops/stats` and `/ops/calls` together from the parts that know them.
struct FleetReader: Sendable {
    /// The name, build and start of this process.
    let instance: InstanceName
    let supervisor: CallSupervisor
    let meter: FleetMeter
    /// The memory, processor time and event loops of this process.
    let pressure: PressureGauge
    /// The tenants in force.
    let tenants: any TenantSource
    /// The outbox and the writer; nil without a database.
    let store: CallStore?
    /// Whether the database answers; nil without one.
    let database: DatabaseWatch?
    /// The models for which calls wait (`ModelBreakers.open`).
    let unreachable: @Sendable () -> [String]
    /// Knows the connections of strangers; nil where there is no server.
    var doorkeeper: Doorkeeper?
    let wall: @Sendable () -> WallTime

    /// The stats, without the problems.
    func stats() async -> FleetStats {
        let now = wall()
        var stats = FleetStats(at: now.milliseconds, instance: instance.stats(at: now))
        // Ended calls are read first: a call that ends meanwhile is not counted twice.
        meter.read(into: &stats)
        let tally = await tally()
        stats.calls.byState = tally.states
        stats.model.unreachable = unreachable()
        stats.audio.add(tally.figures)
        await supervisor.read(into: &stats, configured: tenants.tenants)
        stats.instance.memoryBytes = pressure.memoryBytes
        stats.instance.cpuMs = pressure.cpuMilliseconds
        stats.loops = pressure.loops()
        stats.strangers = doorkeeper?.stats
        stats.files = OpenFiles.stats
        stats.log = FleetStats.Log(linesDropped: LogOutput.standardError.dropped)
        if let store { read(store, into: &stats) }
        stats.database = database?.state
        return stats
    }

    /// How long to wait for one event loop. After that, the reader is told of the other loops' calls; that the loop is
    /// late is among the problems.
    private static let patience = Duration.milliseconds(500)

    private func tally() async -> CallTally {
        await withTaskGroup(of: CallTally?.self) { answers in
            for loop in await reachableLoops() {
                answers.addTask { await soon(within: Self.patience) { await loop.tally() } }
            }
            return await answers.reduce(into: CallTally()) { if let part = $1 { $0.add(part) } }
        }
    }

    /// Every live call, except those whose event loop is stuck.
    func calls() async -> [CallStats] {
        await withTaskGroup(of: [CallStats]?.self) { answers in
            for loop in await reachableLoops() {
                answers.addTask { await soon(within: Self.patience) { await loop.stats(wall: wall) } }
            }
            return await answers.reduce(into: []) { $0 += $1 ?? [] }
        }
    }

    /// The calls by event loop, without the loops that are known to be stuck: each question to such a loop would wait
    /// until the loop runs again.
    private func reachableLoops() async -> [LoopCalls] {
        let stuck = pressure.stuckLoops
        return await supervisor.callsByLoop.filter { !stuck.contains($0.loop) }
    }

    /// A call that lives or has ended lately; nil if there is none.
    func call(_ sid: String) async -> CallTimelineStats? {
        guard let entry = await supervisor.liveCall(sid) else { return meter.endedCall(sid) }
        return CallTimelineStats(await entry.call.detail(), of: entry.ticket, wall: wall())
    }

    private func read(_ store: CallStore, into stats: inout FleetStats) {
        let figures = store.outbox.figures
        var outbox = FleetStats.Outbox()
        outbox.rows = figures.rows
        outbox.bytes = figures.bytes
        outbox.limitBytes = store.outboxLimit
        outbox.oldestMs = figures.oldest.map { Int64(max((wall() - $0).milliseconds, 0)) } ?? 0
        outbox.shelved = figures.shelved
        outbox.refused = figures.refused
        outbox.alarm = figures.alarm.map { "\($0)" }
        stats.outbox = outbox
        let written = store.writerFigures
        var writer = FleetStats.Writer()
        writer.written = written.written
        writer.rowsPerSecond = written.rate
        writer.failuresRunning = written.failuresRunning
        writer.lastError = written.failuresRunning > 0 ? written.lastError : nil
        stats.writer = writer
    }
}
