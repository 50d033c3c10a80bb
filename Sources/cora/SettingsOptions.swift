import ArgumentParser
import CoraServer
import CoraSettings
import Foundation

/// The options that say where settings come from, for the commands that need settings.
struct SettingsOptions: ParsableArguments {
    @Option(help: "The configuration file, instead of Config/cora.yaml.")
    var config: String?

    /// Reads the settings of this process. Warnings go to standard error; so do problems, and then the process ends.
    func load() async throws -> LoadedSettings {
        do {
            return try await read()
        } catch {
            Console.error(error.problems)
            throw ExitCode(78)  // EX_CONFIG
        }
    }

    /// Reads the settings of this process.
    /// - Throws: `SettingsError` with every problem at once.
    func read() async throws(SettingsError) -> LoadedSettings {
        try await Settings.load(
            environment: ProcessInfo.processInfo.environment, directory: FileManager.default.currentDirectoryPath,
            configFile: config)
    }
}

extension SettingsOptions {
    /// Reads the settings for a command that neither serves nor calls; settings that only those need may be missing.
    func loadForTools() async throws -> Settings {
        var environment = ProcessInfo.processInfo.environment
        let stand = [
            "OPENAI_API_KEY": "sk-not-needed", "TWILIO_AUTH_TOKEN": "not-needed", "PUBLIC_URL": "http://localhost",
        ]
        for (name, value) in stand where environment[name, default: ""].isEmpty { environment[name] = value }
        do {
            return try await Settings.load(
                environment: environment, directory: FileManager.default.currentDirectoryPath, configFile: config
            ).settings
        } catch {
            Console.error(error.problems)
            throw ExitCode(78)
        }
    }
}

/// Writes what the commands say to the person at the terminal.
enum Console {
    /// Writes text to standard output at once.
    static func say(_ text: String) {
        // If the reader is gone (`| head`), that is no error.
        try? FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
    }

    /// Writes text to standard error as it is.
    static func whisper(_ text: String) {
        if !text.isEmpty { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
    }

    /// Writes lines to standard error, each with the program's name.
    static func error(_ lines: [String]) {
        for line in lines { try? FileHandle.standardError.write(contentsOf: Data("cora: \(line)\n".utf8)) }
    }
}
