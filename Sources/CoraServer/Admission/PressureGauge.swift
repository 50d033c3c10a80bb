import CoraCall
import CoraSupervisor
import CoraTenant
import Logging
import NIOCore
import ServiceLifecycle

/// Measures how busy the instance is, four times a second, and tells the supervisor.
final class PressureGauge: Service {
    private static let interval = Duration.milliseconds(250)
    /// The share of its memory limit that the process may use: beyond it the kernel begins to have trouble.
    private static let memoryShare = (part: Int64(85), of: Int64(100))

    private let probes: [LoopProbe]
    private let store: CallStore?
    private let supervisor: CallSupervisor
    private let logger: Logger

    /// - Parameters:
    ///   - group: the event loops that calls live on.
    ///   - supervisor: takes the samples.
    ///   - logger: logs when new calls begin to be refused, and when that is over.
    ///   - store: has the outbox; nil without a database.
    init(
        group: any EventLoopGroup, supervisor: CallSupervisor, logger: Logger, clocks: Clocks, store: CallStore?
    ) {
        probes = group.makeIterator().map { LoopProbe($0, now: clocks.steady) }
        self.supervisor = supervisor
        self.logger = logger
        self.store = store
    }

    /// The memory beyond which new calls are refused, if no setting says so. It reads files: only for start-up.
    static func memoryLimit() -> Int64 {
        ProcessUsage.memoryLimit / memoryShare.of * memoryShare.part
    }

    /// Measures until the process is stopped.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            var before: [Shedding.Cause] = []
            while !Task.isCancelled {
                for probe in self.probes { probe.look() }
                try? await Task.sleep(for: Self.interval)
                let causes = await self.supervisor.sampled(self.pressure)
                if causes != before { self.tell(causes) }
                before = causes
            }
        }
    }

    private func tell(_ causes: [Shedding.Cause]) {
        guard !causes.isEmpty else { return logger.notice("no longer too busy for new calls") }
        let pressure = pressure
        logger.error(
            "too busy for new calls",
            metadata: [
                LogKey.reason: "\(causes.map(\.rawValue).joined(separator: " "))",
                LogKey.loopLag: "\(pressure.loopLag.milliseconds)",
                LogKey.memory: "\(pressure.memoryBytes >> 20)", LogKey.outboxPercent: "\(pressure.outboxPercent)",
            ])
    }

    private var pressure: Pressure {
        Pressure(
            loopLag: probes.map(\.lag.now).max() ?? .zero, memoryBytes: memoryBytes,
            outboxPercent: store?.outboxPercent ?? 0)
    }

    /// How late every event loop is. Any thread may ask; it does not wait.
    func loops() -> [FleetStats.Loop] {
        probes.map { probe in
            let lag = probe.lag
            var loop = FleetStats.Loop()
            loop.lagMs = Double(lag.now.nanoseconds) / 1e6
            loop.maxLagMs = Double(lag.most.nanoseconds) / 1e6
            return loop
        }
    }

    /// The event loops that are so late with a task that no one should wait for them.
    var stuckLoops: Set<ObjectIdentifier> {
        Set(probes.filter { $0.lag.now >= Self.stuck }.map(\.loopID))
    }

    private static let stuck = CallDuration.milliseconds(500)

    /// The memory in use (resident set), in bytes.
    var memoryBytes: Int64 { ProcessUsage.memoryBytes }

    /// Processor time used, in milliseconds.
    var cpuMilliseconds: Int64 { ProcessUsage.cpuMilliseconds }
}
