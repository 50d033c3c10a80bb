import CoraCall
import CoraServer
import CoraSettings
import CoraTelemetry
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// Acts on the signals that a server is sent.
///
/// The first SIGTERM or SIGINT lets calls end; the second asks calls to end now; the third cuts them off. What calls
/// have said is on disk in each case. SIGHUP reads the settings again.
struct ServerSignals: Sendable {
    let application: CoraApplication
    let services: ServiceGroup
    let options: SettingsOptions
    let level: LiveLogLevel
    let logger: Logger
    let loaded: LoadedSettings

    /// Catches the signals from now on.
    static func trap() async -> UnixSignalsSequence {
        await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
    }

    /// Acts on signals until the task is cancelled.
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
                // Neither waits for calls to end, so that the next signal is noticed.
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
