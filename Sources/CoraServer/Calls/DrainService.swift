import CoraCall
import CoraSupervisor
import Logging
import ServiceLifecycle

/// Lets calls end before the server goes: the last service of the group, so the first to be stopped, while webhooks
/// are still answered.
///
/// Calls go on for as long as the grace lasts; then they are asked to end, and hear it; then they are cut. Whoever is in
/// a hurry (`CallSupervisor.hurry`) goes on to the next of these at once.
struct DrainService: Service {
    /// How long the goodbyes may take once the grace is over.
    private static let farewell = Duration.seconds(8)
    /// How long the record of calls that were cut may take.
    private static let end = Duration.seconds(1)
    private static let step = Duration.milliseconds(50)

    let supervisor: CallSupervisor
    let now: @Sendable () -> CallInstant
    let grace: @Sendable () -> Span
    let logger: Logger

    func run() async throws {
        try? await gracefulShutdown()
        let grace = grace()
        await supervisor.stop(until: now() + grace)
        await say("draining")
        if await isOver(within: .milliseconds(grace.milliseconds), haste: 1) { return }
        await say("calls that go on are asked to end")
        await supervisor.leaveAll()
        if await isOver(within: Self.farewell, haste: 2) { return }
        await say("calls are cut")
        await supervisor.endAll()
        _ = await isOver(within: Self.end, haste: .max)
    }

    private func say(_ what: Logger.Message) async {
        let live = await supervisor.liveCount
        logger.notice(what, metadata: ["cora.calls": "\(live)"])
    }

    /// Whether all calls are over, and their callers were seen to, within that time and before anybody hurries so much.
    private func isOver(within span: Duration, haste: Int) async -> Bool {
        let deadline = ContinuousClock.now + span
        while await !supervisor.isEmpty() {
            guard ContinuousClock.now < deadline, await supervisor.haste < haste else { return false }
            do { try await Task.sleep(for: Self.step) } catch { return false }
        }
        // Has an end of its own.
        while await !supervisor.isSettled() {
            do { try await Task.sleep(for: Self.step) } catch { break }
        }
        return true
    }
}
