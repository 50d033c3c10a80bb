import CoraCall
import CoraDoor
import CoraSettings
import CoraShared
import CoraTenant
import Logging
import NIOCore

/// What every module of the server is made from.
struct ServerContext: Sendable {
    /// The settings at the start.
    let settings: Settings
    /// The settings in force, some of which can change while the server runs.
    let live: LiveSettings
    /// The event loops that calls live on.
    let group: any EventLoopGroup
    let clocks: Clocks
    /// Keeps strangers from using up the process, on every port.
    let doorkeeper: Doorkeeper
    /// What is remembered across calls.
    let shared: any SharedState
    /// When the process started.
    let startedAt: WallTime
    let logger: Logger

    init(settings: Settings, group: any EventLoopGroup, clocks: Clocks = .system, logger: Logger) {
        self.settings = settings
        self.group = group
        self.clocks = clocks
        self.logger = logger
        live = LiveSettings(settings)
        doorkeeper = Doorkeeper(settings.server, files: OpenFiles.limit)
        shared = MemorySharedState(now: clocks.steady)
        startedAt = clocks.wall()
    }
}
