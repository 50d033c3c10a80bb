import CoraCall
import CoraStore
package import CoraSupervisor

/// Reads what `/ops/stats` and `/ops/calls` answer, from all who know a part of it.
package struct FleetReader: Sendable {
    /// What this process is.
    let instance: InstanceName
    let supervisor: CallSupervisor
    let meter: FleetMeter
    /// The process itself.
    let pressure: PressureGauge
    /// The businesses in force.
    let tenants: any TenantSource
    /// The record; nil without a database.
    let store: CallStore?
    /// Whether the database answers; nil without one.
    let database: DatabaseWatch?

    /// Everything but the problems.
    package func stats() async -> FleetStats {
        let wall = Self.wall()
        var stats = FleetStats(at: wall, instance: instance.stats(at: wall))
        // First those that have ended: one that ends meanwhile is not counted twice.
        meter.read(into: &stats)
        let tally = await LiveCalls.tally(await supervisor.callsAlive)
        stats.calls.byState = tally.states
        stats.audio.add(tally.figures)
        await supervisor.read(into: &stats, configured: tenants.tenants)
        stats.instance.memoryBytes = pressure.memoryBytes
        stats.instance.cpuMs = pressure.cpuMilliseconds
        stats.loops = pressure.loops()
        if let store { read(store, into: &stats) }
        stats.database = database?.state
        return stats
    }

    /// Every live call.
    package func calls() async -> [CallStats] {
        await LiveCalls.stats(await supervisor.liveCalls, wall: Self.wall)
    }

    /// One call, that lives or has ended lately; nil if there is none.
    package func call(_ sid: String) async -> CallTimelineStats? {
        guard let entry = await supervisor.liveCall(sid) else { return meter.endedCall(sid) }
        return CallTimelineStats(await entry.call.detail(), of: entry.ticket, wall: Self.wall())
    }

    private func read(_ store: CallStore, into stats: inout FleetStats) {
        let figures = store.outbox.figures
        var outbox = FleetStats.Outbox()
        outbox.rows = figures.rows
        outbox.bytes = figures.bytes
        outbox.limitBytes = store.outboxLimit
        outbox.oldestMs = figures.oldest.map { max((WallClock.now() - $0) / 1000, 0) } ?? 0
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

    /// Milliseconds since 1970 (UTC).
    static func wall() -> Int64 { WallClock.now() / 1000 }
}
