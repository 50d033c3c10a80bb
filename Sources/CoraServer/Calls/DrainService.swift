import CoraCall
import CoraSupervisor
import Logging
import ServiceLifecycle

/// Sees a drain through, whoever asked for it: has the calls do what it has come to (`Drain`), and says so in the log.
///
/// When the process goes away with it, this returns once the calls are over. It is the last service of the group, so the
/// first to be stopped, while webhooks are still answered.
struct DrainService: Service {
    /// How long the record of calls that were cut may take.
    private static let end = Duration.seconds(1)
    private static let step = Duration.milliseconds(50)

    let supervisor: CallSupervisor
    /// Has the supervisor take no more calls, ever.
    let stop: @Sendable () async -> Void
    let logger: Logger

    func run() async throws {
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                // Throws when the drain is over before the group is asked to stop.
                guard (try? await gracefulShutdown()) != nil else { return }
                await stop()
            }
            await follow()
            tasks.cancelAll()
        }
    }

    /// Returns when the process may go.
    private func follow() async {
        var isDraining = false
        var cutAt: ContinuousClock.Instant?
        while !Task.isCancelled {
            if let stage = await supervisor.followDrain() {
                await say(Self.words(for: stage))
                cutAt = stage == .cutting ? .now : nil
            }
            let drains = await supervisor.isDraining
            if !drains { cutAt = nil }
            if isDraining, !drains { await say("calls are taken again") }
            isDraining = drains
            if await mayGo(cutSince: cutAt) { return }
            try? await Task.sleep(for: Self.step)
        }
        await cut()
    }

    /// The service was cancelled, because another one failed: nobody is left on a line that no one answers for.
    private func cut() async {
        await stop()
        for _ in 0..<2 { await supervisor.hurry() }
        _ = await supervisor.followDrain()
        let began = ContinuousClock.now
        while await !supervisor.isEmpty(), ContinuousClock.now - began < Self.end {
            // This task is cancelled: it would not sleep.
            await Task { try? await Task.sleep(for: Self.step) }.value
        }
    }

    /// Whether the process goes away and all calls are over and their callers seen to, which has an end of its own; or
    /// whether calls that were cut do not end.
    private func mayGo(cutSince cut: ContinuousClock.Instant?) async -> Bool {
        guard await supervisor.isStopping else { return false }
        if await supervisor.isSettled() { return true }
        guard let cut, ContinuousClock.now - cut > Self.end else { return false }
        return await !supervisor.isEmpty()
    }

    private static func words(for stage: Drain.Stage) -> Logger.Message {
        switch stage {
        case .goesOn: "draining"
        case .leaving: "calls that go on are asked to end"
        case .cutting: "calls are cut"
        }
    }

    private func say(_ what: Logger.Message) async {
        let live = await supervisor.liveCount
        logger.notice(what, metadata: [LogKey.calls: "\(live)"])
    }
}
