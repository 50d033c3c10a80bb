import CoraCall
import CoraSession
import CoraTenant
import Logging
import NIOCore
import ServiceLifecycle

/// Records the greetings and phrases of new and changed tenants before the first call. One at a time: a thousand tenants
/// must not use up the model account's rate, which callers need.
struct RecordingWarmer: Service {
    /// All tenants, at the start and after each change.
    let changes: AsyncStream<[Tenant]>
    let dialer: ModelDialer
    let store: any RecordingStore
    let group: any EventLoopGroup
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await changed in changes { await warm(changed) }
        }
    }

    private func warm(_ tenants: [Tenant]) async {
        let plan = RecordingPlan(tenants, key: dialer.recordingKey)
        store.need(plan.keys)
        for line in plan.lines where !Task.isCancelled && store.recording(for: line.key) == nil { await record(line) }
    }

    private func record(_ line: RecordingPlan.Line) async {
        var metadata: Logger.Metadata = [LogKey.tenant: "\(line.tenant.id)"]
        metadata[LogKey.phrase] = line.phrase.map { "\($0.rawValue)" }
        do {
            store.keep(try await recording(of: line), for: line.key)
            logger.info(line.phrase == nil ? "greeting recorded" : "phrase recorded", metadata: metadata)
        } catch is CancellationError {
            return
        } catch {
            // The first caller then hears it from the model, a little later; nothing is lost.
            metadata[LogKey.reason] = "\(error)"
            let what: Logger.Message =
                line.phrase == nil
                ? "a greeting could not be recorded in advance" : "a phrase could not be recorded in advance"
            logger.notice(what, metadata: metadata)
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
