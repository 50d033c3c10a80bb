import CoraCall
import CoraServer
import CoraTelemetry
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// What a server does when it is sent a signal.
///
/// SIGTERM and SIGINT let calls end first; sent again, calls are asked to end now; sent a third time, they are cut. What
/// calls have said is on disk whatever happens. SIGHUP has the settings read again.
struct ServerSignals: Sendable {
    let application: CoraApplication
    let services: ServiceGroup
    let options: SettingsOptions
    let level: LiveLogLevel
    let logger: Logger
    let loaded: LoadedSettings

    /// The signals, from now on.
    static func trap() async -> UnixSignalsSequence {
        await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
    }

    /// Hears signals until the task is cancelled.
    func run(_ signals: UnixSignalsSequence) async {
        var reload = SettingsReload(loaded)
        var isStopping = false
        for await signal in signals {
            if signal == .sighup {
                await readSettings(&reload)
            } else if isStopping {
                logger.notice("asked again to stop: calls are hurried", metadata: [LogKey.signal: "\(signal)"])
                await application.hurry()
            } else {
                isStopping = true
                logger.notice("asked to stop", metadata: [LogKey.signal: "\(signal)"])
                // At once, so that whoever signals again is heard.
                await application.stop()
                await services.triggerGracefulShutdown()
            }
        }
    }

    private func readSettings(_ reload: inout SettingsReload) async {
        do throws(SettingsError) {
            let new = try await options.read()
            for warning in new.warnings { logger.warning("\(warning)") }
            let changes = reload.take(new)
            level.level = new.settings.log.level
            await application.take(new.settings)
            for row in changes.taken {
                logger.notice(
                    "a setting has changed",
                    metadata: [LogKey.setting: "\(row.name)", LogKey.value: "\(row.value)"])
            }
            for name in changes.waiting {
                logger.warning("a setting has changed and needs a restart", metadata: [LogKey.setting: "\(name)"])
            }
            logger.notice("settings were read again", metadata: [LogKey.changed: "\(changes.taken.count)"])
        } catch {
            for problem in error.problems { logger.error("\(problem)") }
            logger.error("settings were not taken: those from before stay in force")
        }
    }
}
