import ArgumentParser
import CoraServer
import CoraStore
import Logging
import NIOPosix
import ServiceLifecycle
import UnixSignals

/// `cora serve`: answers calls until it is stopped.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answer calls.",
        discussion: "Settings: Config/cora.yaml, .env, environment; `cora config` shows them. "
            + "SIGTERM lets calls end first.")

    @Flag(
        help: """
            With no DATABASE_URL, run a private PostgreSQL in .cora/postgres, with the sample listings; its tenants \
            follow the tenants file.
            """)
    var dev = false

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let loaded = try await options.load()
        var settings = loaded.settings
        let database = dev && settings.store.databaseURL == nil ? try await DatabaseOptions.embedded() : nil
        if let database { settings.store.useDevelopmentDatabase(database) }
        let result: Result<Void, any Error>
        do { result = .success(try await serve(settings, loaded.warnings)) } catch { result = .failure(error) }
        await database?.stop()
        try result.get()
    }

    private func serve(_ settings: Settings, _ warnings: [String]) async throws {
        let (redaction, repeats) = (LogRedaction(settings), LogRepeats())
        let logger = Logger(label: "cora") {
            CoraLogHandler(
                label: $0, level: settings.log.level, format: settings.log.format, redaction: redaction,
                repeats: repeats)
        }
        for warning in warnings { logger.warning("\(warning)") }
        do {
            let application = try CoraApplication(
                settings: settings, group: MultiThreadedEventLoopGroup.singleton, logger: logger
            ) { port in
                logger.notice(
                    "ready for calls",
                    metadata: ["cora.port": "\(port)", "cora.url": "\(settings.server.publicURL.text)/twilio/voice"])
            }
            let services = ServiceGroup(
                services: [application], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
            try await services.run()
        } catch let error as CoraApplication.StartError {
            Console.error(error.problems)
            throw ExitCode(78)
        } catch let error as TenantFileError {
            Console.error(error.problems)
            throw ExitCode(78)
        } catch let error as OutboxError {
            Console.error(["OUTBOX_FOLDER: \(error)"])
            throw ExitCode(78)
        }
    }
}
