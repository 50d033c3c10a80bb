import ArgumentParser
import CoraServer
import CoraSettings
import Foundation

/// `cora config`: shows the settings in force, and where each value came from.
struct Config: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the settings in force and where each came from; secrets are redacted.")

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        do {
            let loaded = try await Settings.load(
                environment: ProcessInfo.processInfo.environment,
                directory: FileManager.default.currentDirectoryPath, configFile: options.config)
            Console.say(loaded.report.text())
            Console.error(loaded.warnings)
        } catch {
            Console.say(error.report.text())
            Console.error(error.warnings + error.problems)
            throw ExitCode(78)
        }
    }
}
