import CoraCall
import CoraSupervisor
import CoraTenant
import Logging
import ServiceLifecycle

/// Carries a drain through, whether a signal, a route or the group began it: it has calls do what the drain's stage
/// asks (`Drain`), and logs it.
///
/// If the process goes away with the drain, this service returns once the calls are over. It is the last service of the
/// group, so it is the first to be stopped, while webhooks are still answered.
struct DrainService: Service {
    /// How long the record of calls that were cut off may take.
    private static let end = Duration.seconds(1)
    private static let step = Duration.milliseconds(50)

    let supervisor: CallSupervisor
    /// Has the supervisor refuse all new calls, for good.
    let stop: @Sendable () async -> Void
    let logger: Logger

    func run() async throws {
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                // This throws if the drain is over before the group is asked to stop.
                guard (try? await gracefulShutdown()) != nil else { return }
                await stop()
            }
            await follow()
            tasks.cancelAll()
        }
    }

    /// Follows the drain until the process may go.
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

    /// Cuts off all calls. The service was cancelled because another one failed: no caller must stay on a line that no
    /// one answers.
    private func cut() async {
        await stop()
        for _ in 0..<2 { await supervisor.hurry() }
        _ = await supervisor.followDrain()
        let began = ContinuousClock.now
        while await !supervisor.isEmpty(), ContinuousClock.now - began < Self.end {
            // This task is cancelled, so it could not sleep itself.
            await Task { try? await Task.sleep(for: Self.step) }.value
        }
    }

    /// Whether the process may go: it is going away, and either all calls are over and their callers seen to, which has
    /// an end of its own, or calls that were cut off do not end.
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
