import CoraCall
import CoraPostgres
import CoraSupervisor
import CoraTenant
import ServiceLifecycle
import Synchronization

/// Asks the database once a second whether it answers, and the pools how they stand.
final class DatabaseWatch: Service {
    private static let pause = Duration.seconds(1)
    private static let patience = Duration.seconds(2)

    private let pools: DatabasePools
    private let wall: @Sendable () -> WallTime
    private let current = Mutex(FleetStats.Database())

    init(pools: DatabasePools, wall: @escaping @Sendable () -> WallTime) {
        self.pools = pools
        self.wall = wall
        current.withLock { $0.since = wall().milliseconds }
    }

    /// The result of the last question.
    var state: FleetStats.Database { current.withLock { $0 } }

    func run() async {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.look()
                let figures = await self.pools.figures()
                self.current.withLock { $0.pools = figures }
                try? await Task.sleep(for: Self.pause)
            }
        }
    }

    private func look() async {
        let began = ContinuousClock.now
        do throws(PostgresError) {
            _ = try await pools.others.query("SELECT 1", timeout: Self.patience, deadline: Self.patience)
            let took = ContinuousClock.now - began
            note(nil, took)
        } catch {
            guard !Task.isCancelled else { return }
            note("\(error)", ContinuousClock.now - began)
        }
    }

    private func note(_ error: String?, _ took: Duration) {
        current.withLock { state in
            let isUp = error == nil
            if state.isUp != isUp { state.since = wall().milliseconds }
            state.isUp = isUp
            state.error = error.map { String($0.prefix(300)) }
            state.answerMs =
                Double(took.components.attoseconds / 1_000_000_000_000) / 1000
                + Double(took.components.seconds) * 1000
        }
    }
}
