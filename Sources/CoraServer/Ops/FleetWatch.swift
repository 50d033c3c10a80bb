import CoraSupervisor
import ServiceLifecycle
import Synchronization

/// Reads the stats once a second, finds problems in them, and keeps the last hour for the charts. It goes on while the
/// server drains.
final class FleetWatch: Service {
    private struct State {
        var watch = ProblemWatch()
        var problems: [Problem] = []
        var history = FleetHistory()
    }

    private static let pause = Duration.seconds(1)

    private let reader: FleetReader
    private let limits: @Sendable () -> ProblemLimits
    private let state = Mutex(State())

    /// - Parameter limits: returns the limits in force, beyond which a figure is a problem.
    init(reader: FleetReader, limits: @escaping @Sendable () -> ProblemLimits) {
        self.reader = reader
        self.limits = limits
    }

    /// The stats of this moment, with the problems found at the last reading.
    func stats() async -> FleetStats {
        var stats = await reader.stats()
        stats.problems = state.withLock(\.problems)
        return stats
    }

    /// The last hour, the oldest point first.
    var history: [HistoryPoint] { state.withLock { $0.history.points } }

    /// Reads the stats once a second until its service group stops it or the task is cancelled.
    func run() async {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let stats = await self.reader.stats()
                let limits = self.limits()
                self.state.withLock { state in
                    state.problems = state.watch.look(at: stats, limits: limits)
                    state.history.add(stats)
                }
                try? await Task.sleep(for: Self.pause)
            }
        }
    }
}
