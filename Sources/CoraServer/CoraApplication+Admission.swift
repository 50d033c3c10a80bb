import CoraCall
import CoraRealtime
import CoraSupervisor
import Logging
import NIOCore

// Admission, and what it depends on.
extension CoraApplication {
    static func supervisor(
        _ settings: Settings, _ spend: SpendBook, _ allowances: AllowanceWatch, _ store: CallStore?, _ today: CivilDay
    ) -> CallSupervisor {
        var check = ModelCheck(today: today)
        return CallSupervisor(
            limits: limits(of: settings),
            surroundings: .init(
                spend: spend, allowances: allowances,
                frugalModel: check.resolve(
                    settings.openAI.frugalModel, for: .speech, setting: "OPENAI_FRUGAL_MODEL"),
                keepsCallbacks: store != nil, canRecord: { store?.isAccepting ?? true }),
            now: Clocks.system.steady)
    }

    static func pressure(
        _ group: any EventLoopGroup, _ supervisor: CallSupervisor, _ store: CallStore?, _ logger: Logger
    ) -> PressureGauge {
        PressureGauge(group: group, supervisor: supervisor, logger: logger, now: Clocks.system.steady) {
            store?.outboxPercent ?? 0
        }
    }

    private static func limits(of settings: Settings) -> AdmissionLimits {
        var limits = settings.admission
        limits.ticketLife = settings.tickets.lifetime
        limits.shed.memoryBytes = limits.shed.memoryBytes ?? memoryLimit
        return limits
    }

    /// The memory limit, read once, because it reads files.
    private static let memoryLimit = PressureGauge.memoryLimit()

    /// The limits beyond which a figure is a problem; those of memory and outbox come from the settings.
    static func problemLimits(of settings: Settings) -> ProblemLimits {
        let shed = settings.admission.shed
        var limits = ProblemLimits()
        limits.memoryBytes = shed.memoryBytes ?? memoryLimit
        limits.outboxShare = Double(shed.outboxPercent) / 100
        return limits
    }

    /// Takes from newly read settings what may change while the server runs (`SettingsKey.isLive`); the log's level is
    /// set by its owner. It reads files: not for an event loop.
    package func take(_ settings: Settings) async {
        live.take(settings)
        await supervisor.change(Self.limits(of: live.current))
    }

    /// Begins the drain that ends the process: no more calls; live calls have the grace to end.
    package func stop() async {
        await supervisor.stop(until: Clocks.system.steady() + live.current.server.shutdownGrace)
    }

    /// Hurries that drain: the first call of this function has live calls asked to end now, the second has them cut
    /// off.
    package func hurry() async {
        await supervisor.hurry()
    }
}
