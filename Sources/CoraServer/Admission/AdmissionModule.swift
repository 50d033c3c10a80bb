import CoraCall
import CoraSession
import CoraSettings
import CoraStore
import CoraSupervisor
import CoraTenant
import Logging
import ServiceLifecycle

/// Who is let in: the supervisor of all calls, and what it goes by.
struct AdmissionModule: Sendable {
    /// Knows all calls, and admits new ones.
    let supervisor: CallSupervisor
    /// Counts what tenants have used and spent today.
    let spend: SpendBook
    /// Hears what is left of the model account's limits.
    let allowances: AllowanceWatch
    /// Measures how busy the instance is.
    let pressure: PressureGauge
    /// In the order in which they start.
    let services: [any Service]
    private let context: ServerContext

    init(_ context: ServerContext, _ models: ModelModule, _ store: CallStore?) {
        let clocks = context.clocks
        self.context = context
        let spend = SpendBook(prices: models.prices, wall: clocks.wall)
        allowances = AllowanceWatch(defaultModel: models.dialer.defaultModel, now: clocks.steady)
        let supervisor = CallSupervisor(
            limits: context.settings.callLimits,
            surroundings: .init(
                spend: spend, allowances: allowances, frugalModel: models.frugalModel, keepsCallbacks: store != nil,
                canRecord: { store?.isAccepting ?? true }),
            now: clocks.steady)
        let pressure = PressureGauge(
            group: context.group, supervisor: supervisor, logger: context.logger, clocks: clocks, store: store)
        let reader = store.map {
            SpendReader(
                book: spend, pool: $0.pools.others, instance: $0.outbox.instance, startedAt: context.startedAt,
                logger: context.logger)
        }
        services = [pressure, SpendWatch(book: spend, supervisor: supervisor)] + [reader].compactMap(\.self)
        (self.supervisor, self.spend, self.pressure) = (supervisor, spend, pressure)
    }

    /// Carries drains through: the service that is stopped first.
    var drain: DrainService {
        DrainService(supervisor: supervisor, stop: { await stop() }, logger: context.logger)
    }

    /// Begins the drain that ends the process: no more calls; live calls have the grace to end.
    func stop() async {
        await supervisor.stop(until: context.clocks.steady() + context.live.current.server.shutdownGrace)
    }

    /// Lets in what the settings in force say, from now on.
    func change() async {
        await supervisor.change(context.live.current.callLimits)
    }
}

extension Settings {
    /// What the instance allows.
    fileprivate var callLimits: AdmissionLimits {
        var limits = admission
        limits.ticketLife = tickets.lifetime
        limits.shed.memoryBytes = memoryBytes
        return limits
    }

    /// The limits beyond which a figure is a problem.
    var problemLimits: ProblemLimits {
        var limits = ProblemLimits()
        limits.memoryBytes = memoryBytes
        limits.outboxShare = Double(admission.shed.outboxPercent) / 100
        return limits
    }

    private var memoryBytes: Int64 { admission.shed.memoryBytes ?? Self.memoryLimit }

    /// The machine's memory limit, read once, because it reads files.
    private static let memoryLimit = PressureGauge.memoryLimit()
}
