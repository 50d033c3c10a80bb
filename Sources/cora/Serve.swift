import ArgumentParser
import CoraCall
import CoraDevPostgres
import CoraServer
import CoraSettings
import CoraStore
import CoraTelemetry
import CoraTenant
import Logging
import NIOPosix
import ServiceLifecycle
import UnixSignals

/// `cora serve`: answers calls until it is stopped.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answer calls.",
        discussion: "Settings: Config/cora.yaml, .env, environment; `cora config` shows them. "
            + "SIGTERM lets calls end first, sent again hurries them; SIGHUP reads the settings again.")

    @Flag(
        help: """
            With no DATABASE_URL, run a private PostgreSQL in .cora/postgres, with the sample listings; its tenants \
            follow the tenants file. With no OPS_TOKEN, make one, and tell it when ready.
            """)
    var dev = false

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let loaded = try await options.load()
        var settings = loaded.settings
        let database = dev && settings.store.databaseURL == nil ? try await DatabaseOptions.embedded() : nil
        if let database { settings.store.useDevelopmentDatabase(database) }
        let opsLink = dev ? settings.openOpsForDevelopment() : nil
        let result: Result<Void, any Error>
        do { result = .success(try await serve(settings, loaded, opsLink)) } catch { result = .failure(error) }
        await database?.stop()
        try result.get()
    }

    private func serve(_ settings: Settings, _ loaded: LoadedSettings, _ opsLink: String?) async throws {
        let files = OpenFiles.raiseLimit()
        let level = LiveLogLevel(settings.log.level)
        let (redaction, repeats) = (LogRedaction(settings), LogRepeats(now: Clocks.system.steady))
        let logger = Logger(label: "cora") {
            LiveLevelHandler(
                CoraLogHandler(
                    label: $0, level: settings.log.level, format: settings.log.format, redaction: redaction,
                    repeats: repeats), level: level)
        }
        for warning in loaded.warnings { logger.warning("\(warning)") }
        if files < settings.admission.calls * 2 {
            logger.warning("fewer files may be open than MAX_CALLS needs", metadata: [LogKey.count: "\(files)"])
        }
        let signals = await ServerSignals.trap()
        do {
            let application = try CoraApplication(
                settings: settings, group: MultiThreadedEventLoopGroup.singleton, logger: logger
            ) { port in
                logger.notice(
                    "ready for calls",
                    metadata: [LogKey.port: "\(port)", LogKey.url: "\(settings.server.publicURL.text)/twilio/voice"])
                // The link does not go into the log, which keeps secrets out.
                if let opsLink { Console.say("the page for people on call: \(opsLink)") }
            }
            let services = ServiceGroup(
                configuration: .init(
                    services: [
                        .init(
                            service: application, successTerminationBehavior: .gracefullyShutdownGroup,
                            serviceName: "cora")
                    ],
                    logger: logger))
            let desk = ServerSignals(
                application: application, services: services, options: options, level: level, logger: logger,
                loaded: loaded)
            try await withThrowingTaskGroup { tasks in
                tasks.addTask { try await services.run() }
                tasks.addTask { await desk.run(signals) }
                defer { tasks.cancelAll() }
                try await tasks.next()
            }
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

extension Settings {
    /// Makes an ops token for this process if none is set.
    /// - Returns: the address of the ops page. A token made here stands behind its `#`, which browsers send nowhere; a
    ///   token from the settings is not in it.
    fileprivate mutating func openOpsForDevelopment() -> String {
        let isAlone = access.port != nil
        let bound = isAlone ? access.host : server.host
        let host = ["0.0.0.0", "::"].contains(bound) ? "127.0.0.1" : bound
        let isEncrypted = server.certificateFile != nil && (!isAlone || !WebAddress.isLoopback(access.host))
        var link = WebAddress.origin(isEncrypted ? "https" : "http", host, access.port ?? server.port) + "/ops"
        if access.opsToken == nil {
            let token = Secret.random()
            access.opsToken = token
            link += "#token=\(token.revealed)"
        }
        return link
    }
}
