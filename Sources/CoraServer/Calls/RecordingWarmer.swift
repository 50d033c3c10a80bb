import CoraCall
import CoraSession
import CoraTenant
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// Records the greetings and phrases of new and changed tenants before the first call. One at a time: a thousand tenants
/// must not use up the model account's rate, which callers need. What could not be recorded is tried again, each time
/// later (``RecordingRetries``).
struct RecordingWarmer: Service {
    /// All tenants, at the start and after each change.
    let changes: AsyncStream<[Tenant]>
    let dialer: ModelDialer
    let store: any RecordingStore
    let group: any EventLoopGroup
    let logger: Logger

    /// The tenants in force.
    private final class Latest: Sendable {
        let tenants = Mutex<[Tenant]>([])
    }

    /// How often it looks for sentences that could not be recorded and may be tried again.
    private static let look = Duration.seconds(60)

    func run() async throws {
        let latest = Latest()
        let (looks, look) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { tasks in
                tasks.addTask {
                    for await tenants in changes {
                        latest.tenants.withLock { $0 = tenants }
                        look.yield()
                    }
                    look.finish()
                }
                tasks.addTask {
                    while (try? await Task.sleep(for: Self.look)) != nil { look.yield() }
                }
                var retries = RecordingRetries()
                for await _ in looks { await warm(latest.tenants.withLock { $0 }, &retries) }
                tasks.cancelAll()
            }
        }
    }

    private func warm(_ tenants: [Tenant], _ retries: inout RecordingRetries) async {
        let plan = RecordingPlan(tenants, key: dialer.recordingKey)
        store.need(plan.keys)
        retries.forget(allBut: plan.keys)
        for line in plan.lines where !Task.isCancelled && store.recording(for: line.key) == nil {
            guard retries.mayTry(line.key, at: .now) else { continue }
            if await record(line) { retries.succeeded(line.key) } else { retries.failed(line.key, at: .now) }
        }
    }

    /// - Returns: whether the sentence is recorded now.
    private func record(_ line: RecordingPlan.Line) async -> Bool {
        var metadata: Logger.Metadata = [LogKey.tenant: "\(line.tenant.id)"]
        metadata[LogKey.phrase] = line.phrase.map { "\($0.rawValue)" }
        do {
            store.keep(try await recording(of: line), for: line.key)
            logger.info(line.phrase == nil ? "greeting recorded" : "phrase recorded", metadata: metadata)
            return true
        } catch is CancellationError {
            return false
        } catch {
            // The first caller then hears it from the model, a little later; nothing is lost.
            metadata[LogKey.reason] = "\(error)"
            let what: Logger.Message =
                line.phrase == nil
                ? "a greeting could not be recorded in advance" : "a phrase could not be recorded in advance"
            logger.notice(what, metadata: metadata)
            return false
        }
    }

    private func recording(of line: RecordingPlan.Line) async throws -> Recording {
        let promise = group.next().makePromise(of: Recording.self)
        SentenceRecorder.record(line.key.text, for: line.tenant, with: dialer, into: promise)
        return try await withTaskCancellationHandler {
            try await promise.futureResult.get()
        } onCancel: {
            promise.fail(CancellationError())
        }
    }
}
