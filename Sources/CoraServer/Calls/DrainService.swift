import CoraCall
import CoraSupervisor
import Logging
import ServiceLifecycle

/// Lets calls end before the server goes: the last service of the group, so the first to be stopped, while webhooks
/// are still answered.
struct DrainService: Service {
    /// How long the goodbyes may take once the grace is over.
    private static let farewell = Duration.seconds(8)
    private static let step = Duration.milliseconds(50)

    let supervisor: CallSupervisor
    let grace: Span
    let logger: Logger

    func run() async throws {
        try? await gracefulShutdown()
        await supervisor.beginDraining()
        await say("draining")
        if await isEmpty(within: .milliseconds(grace.milliseconds)) { return }
        await say("calls that go on are asked to end")
        await supervisor.leaveAll()
        if await isEmpty(within: Self.farewell) { return }
        await say("calls are cut")
        await supervisor.endAll()
        _ = await isEmpty(within: .seconds(1))
    }

    private func say(_ what: Logger.Message) async {
        let live = await supervisor.liveCount
        logger.notice(what, metadata: ["cora.calls": "\(live)"])
    }

    private func isEmpty(within span: Duration) async -> Bool {
        let deadline = ContinuousClock.now + span
        while await !supervisor.isEmpty() {
            guard ContinuousClock.now < deadline else { return false }
            do { try await Task.sleep(for: Self.step) } catch { return false }
        }
        return true
    }
}
