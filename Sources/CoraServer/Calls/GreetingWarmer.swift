import CoraCall
import CoraSession
import CoraTenant
import Logging
import NIOCore
import ServiceLifecycle

/// Records the greetings of new and changed tenants before the first call. One at a time: a thousand tenants must not
/// use up the model account's rate, which callers need.
struct GreetingWarmer: Service {
    /// All tenants, at the start and after each change.
    let changes: AsyncStream<[Tenant]>
    let dialer: ModelDialer
    let store: any GreetingStore
    let group: any EventLoopGroup
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await changed in changes { await warm(changed) }
        }
    }

    private func warm(_ tenants: [Tenant]) async {
        for tenant in tenants where !Task.isCancelled { await warm(tenant) }
    }

    private func record(_ tenant: Tenant) async throws -> GreetingRecording {
        let promise = group.next().makePromise(of: GreetingRecording.self)
        GreetingRecorder.record(tenant, with: dialer, into: promise)
        return try await withTaskCancellationHandler {
            try await promise.futureResult.get()
        } onCancel: {
            promise.fail(CancellationError())
        }
    }

    private func warm(_ tenant: Tenant) async {
        let key = dialer.greetingKey(for: tenant, saying: tenant.greeting)
        guard store.recording(for: key) == nil else { return }
        do {
            let recording = try await record(tenant)
            store.keep(recording, for: key)
            logger.info("greeting recorded", metadata: [LogKey.tenant: "\(tenant.id)"])
        } catch is CancellationError {
            return
        } catch {
            // The first caller then hears it from the model, a little later; nothing is lost.
            logger.notice(
                "a greeting could not be recorded in advance",
                metadata: [LogKey.tenant: "\(tenant.id)", LogKey.reason: "\(error)"])
        }
    }
}
