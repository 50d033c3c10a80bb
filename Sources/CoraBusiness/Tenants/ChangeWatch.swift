import CoraPostgres
import Logging

/// Notices that something in the database changed: at once if a `NOTIFY` arrives, and else by looking at intervals, for
/// when none does (a lost connection). Behind a pooler it only looks: the pooler would lend the connection that
/// listens to another client with the next transaction.
struct ChangeWatch: Sendable {
    let conninfo: PostgresConninfo
    let channel: String
    let freshness: TenantFreshness
    let logger: Logger

    /// Calls `look` at every change and every interval, one call at a time, until the task is cancelled.
    func run(_ look: () async -> Void) async {
        let (wakes, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup(of: Void.self) { group in
            if freshness.listens {
                group.addTask { await listen(wake) }
            }
            group.addTask {
                while !Task.isCancelled {
                    wake.yield()
                    try? await Task.sleep(for: freshness.pollInterval)
                }
            }
            for await _ in wakes { await look() }
            group.cancelAll()
        }
    }

    /// Listens on a connection of its own, and on a new one when that is lost; returns if there is a pooler between.
    private func listen(_ wake: AsyncStream<Void>.Continuation) async {
        var failures = 0
        while !Task.isCancelled {
            do throws(PostgresError) {
                let connection = try await PostgresConnection.open(conninfo.text, logger: logger)
                if try await connection.isPooled() {
                    await connection.close()
                    logger.info(
                        "there is a pooler before the database: changes are looked for at intervals",
                        metadata: ["cora.channel": "\(channel)", "cora.interval": "\(freshness.pollInterval)"])
                    return
                }
                if await listen(on: connection, wake) { failures = 0 }
                await connection.close()
            } catch {
                logger.debug(
                    "cannot listen for changes",
                    metadata: ["cora.postgres.error": "\(error)", "cora.channel": "\(channel)"])
            }
            failures += 1
            let pause = PostgresPool.pause(after: failures, within: .milliseconds(100)...Duration.seconds(5))
            try? await Task.sleep(for: pause)
        }
    }

    /// Listens until the connection is lost.
    /// - Returns: whether it could listen on that connection.
    private func listen(on connection: PostgresConnection, _ wake: AsyncStream<Void>.Continuation) async -> Bool {
        guard let notifications = try? await connection.notifications(on: channel) else { return false }
        // Something may have changed while no connection listened.
        wake.yield()
        for await _ in notifications { wake.yield() }
        return true
    }
}
