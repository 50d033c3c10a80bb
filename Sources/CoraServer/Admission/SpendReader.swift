import CoraCall
import CoraPostgres
import CoraStore
import CoraSupervisor
import CoraTenant
import Logging
import ServiceLifecycle

/// Reads into the spend book what the database knows of today's spending and this process did not see: at the start,
/// and then every minute for what other instances spend. While the database is away, the book keeps what it has.
struct SpendReader: Service {
    private static let interval = Duration.seconds(60)
    private static let patience = Duration.seconds(2)

    let book: SpendBook
    let pool: PostgresPool
    /// This process' name in the database (`Outbox.instance`).
    let instance: String
    /// When this process began.
    let startedAt: WallTime
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let isRead = await read()
                try? await Task.sleep(for: isRead ? Self.interval : Self.patience)
            }
        }
    }

    private func read() async -> Bool {
        let day = book.today
        do throws(PostgresError) {
            let spent = try await SpentToday(instance: instance, startedAt: startedAt).read(
                day: day, from: pool)
            book.tookUp(spent.mapValues { SpendBook.Spent(tokens: $0.tokens, cost: $0.cost) }, of: day)
            return true
        } catch {
            logger.debug("today's spending cannot be read", metadata: [LogKey.reason: "\(error)"])
            return false
        }
    }
}

/// Has calls end whose tenant has spent its hard limit for the day.
struct SpendWatch: Service {
    let book: SpendBook
    let supervisor: CallSupervisor

    func run() async throws {
        for await stream in book.overspent.cancelOnGracefulShutdown() { await supervisor.overspent(stream) }
    }
}
