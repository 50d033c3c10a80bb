import ArgumentParser
import CoraStandIn
import CoraSupervisor
import Foundation

/// `cora demo --drill`: an on-call drill. Twenty calls; the model's sockets drop, and the calls go on; then the model
/// fails, the database stops and one tenant's line is flooded, each for a while. `/ops/stats` has to name each problem in
/// words within seconds, and clear it when it is gone.
struct Drill {
    /// A problem has to be named within this time of its beginning.
    static let patience = Duration.seconds(5)
    /// A problem has to be gone within this time of its end: failures are judged by the last ten seconds.
    static let echo = Duration.seconds(15)
    private static let calls = 20
    /// Every caller has to hear the agent again within this time of a drop: their own turn comes first.
    private static let turnaround = Duration.seconds(20)
    /// The problems that a busy machine causes by itself.
    private static let slowness: Set = [
        "loop_lag", "turn_slow", "first_audio_slow", "model_slow", "outbox_growing", "shedding",
    ]

    let stage: DrillStage
    let board: DrillBoard
    private let said = DrillTale()

    /// Runs the drill.
    /// - Returns: whether everything was named, cleared and counted as it should be.
    func run() async throws -> Bool {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await board.watch() }
            defer { group.cancelAll() }
            try await twentyCalls()
            var isGood = await quiet("with \(Self.calls) calls on the line nothing is wrong")
            isGood = try await socketsDrop() && isGood
            isGood = try await modelFails() && isGood
            isGood = try await databaseStops() && isGood
            isGood = try await tenantFloods() && isGood
            return try await count() && isGood
        }
    }

    // MARK: The acts

    private func twentyCalls() async throws {
        said.act("\(Self.calls) calls")
        for _ in 0..<Self.calls {
            stage.call(.long)
            try await Task.sleep(for: .milliseconds(150))
        }
        await board.until("all of them live") { $0.calls.byState["live"] == Self.calls }
        try await Task.sleep(for: .seconds(12))
        said.figures(board.stats)
    }

    private func socketsDrop() async throws -> Bool {
        said.act("the model's sockets drop in mid-call: all callers hear the agent again")
        let ears = stage.ears
        let began = ContinuousClock.now
        let dropped = await stage.model.inflict(SessionFault(.drop))
        said.note("\(dropped) sockets dropped under \(ears.count) callers")
        func hearing() -> Int { ears.count { ($0.heardAt ?? began) > began } }
        while hearing() < ears.count, ContinuousClock.now < began + Self.turnaround {
            try await Task.sleep(for: .milliseconds(50))
        }
        let took = DrillTale.seconds(ContinuousClock.now - began)
        let isHeard = dropped >= Self.calls && hearing() == ears.count
        said.verdict(isHeard, "\(hearing()) of \(ears.count) callers hear the agent again after \(took)")
        await board.until("all of them live") { $0.calls.byState["live"] == ears.count }
        // So many lost sessions are named like any other failure of the model, and forgotten as soon.
        return await cleared("model_failing", since: began) && isHeard
    }

    private func modelFails() async throws -> Bool {
        said.act("the model fails: new sessions are refused with HTTP 503, calls on the line go on")
        stage.model.configuration.faults.refusedUpgradeStatus = 503
        let began = ContinuousClock.now
        for _ in 0..<3 { stage.call(.short) }
        let isNamed = await named("model_failing", since: began)
        stage.model.configuration.faults.refusedUpgradeStatus = nil
        said.note("the model works again; two people call")
        let ended = ContinuousClock.now
        for _ in 0..<2 { stage.call(.short) }
        return await cleared("model_failing", since: ended) && isNamed
    }

    private func databaseStops() async throws -> Bool {
        said.act("the database stops: calls go on, records wait on disk")
        await stage.stopDatabase()
        let began = ContinuousClock.now
        let isNamed = await named("database_down", since: began)
        try await Task.sleep(for: .seconds(3))
        said.figures(board.stats)
        said.note("the database starts again")
        let ended = ContinuousClock.now
        try await stage.startDatabase()
        let isCleared = await cleared("database_down", since: ended)
        await board.until("the outbox empty") { $0.outbox?.rows == 0 }
        said.figures(board.stats)
        return isNamed && isCleared
    }

    private func tenantFloods() async throws -> Bool {
        said.act("sarah-chen, who may have two calls at once, gets fifteen; ray-richards' callers notice nothing")
        let began = ContinuousClock.now
        for _ in 0..<15 {
            stage.call(.flood)
            try await Task.sleep(for: .milliseconds(100))
        }
        let isNamed = await named("tenant_flooding", since: began)
        stage.call(.short)
        let ended = ContinuousClock.now
        return await cleared("tenant_flooding", since: ended) && isNamed
    }

    // MARK: The end

    /// Compares what the callers saw with what the stats say.
    private func count() async throws -> Bool {
        said.act("the last calls end; the count")
        let seen = await stage.finish()
        await board.until("nobody on the line") { $0.calls.live == 0 && $0.calls.pending == 0 }
        let stats = board.stats
        let framesIn = try await board.frames(of: seen.frames.keys)
        let pairs = [
            ("calls let in", seen.admitted, stats.admission.admitted),
            ("calls turned away", seen.refused, stats.admission.refused),
            ("streams that ended", seen.streams, stats.calls.ended),
            ("frames of \(seen.frames.count) callers who hung up", seen.frames.values.reduce(0, +), framesIn),
            (
                "calls that ended for want of a model", seen.withoutModel,
                ["model_unavailable", "model_lost"].reduce(0) { $0 + (stats.calls.endedByReason[$1] ?? 0) }
            ),
        ]
        let isCounted = pairs.map { said.compare($0.0, $0.1, $0.2) }.allSatisfy { $0 }
        return await quiet("nothing is wrong any more") && isCounted
    }

    private func named(_ id: String, since began: ContinuousClock.Instant) async -> Bool {
        guard let problem = await board.problem(id, within: Self.patience * 3) else {
            said.verdict(false, "\(id) was not named")
            return false
        }
        let took = ContinuousClock.now - began
        said.verdict(took <= Self.patience, "named after \(DrillTale.seconds(took)): \(problem.words)")
        said.note("see Config/runbook.md#\(problem.runbook)")
        return took <= Self.patience
    }

    private func cleared(_ id: String, since ended: ContinuousClock.Instant) async -> Bool {
        let isGone = await board.isGone(id, within: Self.echo)
        let took = DrillTale.seconds(ContinuousClock.now - ended)
        said.verdict(isGone, isGone ? "gone after \(took)" : "\(id) is still there after \(took)")
        return isGone
    }

    /// Whether no problem is named. If this machine is too slow for twenty calls and their other ends, that is said but
    /// not counted: the drill does not measure.
    private func quiet(_ words: String) async -> Bool {
        let isQuiet = await board.isQuiet(but: Self.slowness, within: Self.echo)
        let (slow, found) = board.problems(but: Self.slowness)
        said.verdict(isQuiet, isQuiet ? words : "wrong where nothing should be: \(found.joined(separator: "; "))")
        for words in slow { said.note("this machine is slow: \(words)") }
        return isQuiet
    }
}
