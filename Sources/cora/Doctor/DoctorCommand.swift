import ArgumentParser
import CoraConsole
import CoraServer
import CoraSettings
import Foundation
import Synchronization

/// `cora doctor`: says whether calls can be answered with these settings, and what to do if not.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Check keys, the public address, signatures, the database, the outbox and the clock; each finding with its fix.",
        discussion:
            "Run it beside a server that runs. Exits with 1 if anything is wrong that calls fail for. Takes 15 s at most."
    )

    /// The longest that a check is waited for.
    private static let patience = Duration.seconds(14)

    @Flag(help: "JSON, for programs.")
    var json = false

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let report = DoctorReport(await findings())
        if json {
            Console.say(report.json())
        } else {
            let coloured =
                isatty(STDOUT_FILENO) != 0 && ProcessInfo.processInfo.environment["NO_COLOR", default: ""].isEmpty
            for line in report.lines() { Console.say(line.rendered(.max, coloured: coloured)) }
        }
        // A check may still hang in the system's name service, which cannot be interrupted: it ends with the process.
        Foundation.exit(report.ok ? 0 : 1)
    }

    private func findings() async -> [Finding] {
        let settings: Settings
        var findings: [Finding] = []
        do {
            let loaded = try await Settings.load(
                environment: ProcessInfo.processInfo.environment, directory: FileManager.default.currentDirectoryPath,
                configFile: options.config)
            settings = loaded.settings
            findings += loaded.warnings.map { .warn("settings", $0, fix: "see `cora config`") }
            if loaded.warnings.isEmpty { findings.append(.ok("settings", "all are there and well-formed")) }
        } catch {
            findings += error.problems.map {
                .fail("settings", $0, fix: "set it in .env or the environment; `cora config` shows where each is from")
            }
            return findings + SystemChecks(settings: Settings()).all().flatMap { $0.work() }
        }
        return await findings
            + Self.outcomes(NetworkChecks(settings: settings).all(), SystemChecks(settings: settings).all())
    }

    /// Runs all checks at once; a check that has not ended in time counts as failed.
    private static func outcomes(_ network: [NetworkChecks.Check], _ system: [SystemChecks.Check]) async -> [Finding] {
        let (ended, outlet) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .unbounded)
        let results = Results()
        // These tasks are not joined: see `run`.
        for (index, check) in network.enumerated() {
            Task {
                results.put(await check.work(), at: index)
                outlet.yield()
            }
        }
        Task {
            try? await Task.sleep(for: patience)
            outlet.finish()
        }
        var left = network.count
        for await _ in ended {
            left -= 1
            if left == 0 { break }
        }
        let networkFindings = network.enumerated().flatMap { index, check in
            results.all[index] ?? [
                .fail(check.name, "no answer within \(patience.components.seconds) s", fix: check.whenLate)
            ]
        }
        return networkFindings + system.flatMap { $0.work() }
    }
}

/// What the checks have found so far.
private final class Results: Sendable {
    private let found = Mutex([Int: [Finding]]())

    func put(_ findings: [Finding], at index: Int) { found.withLock { $0[index] = findings } }
    var all: [Int: [Finding]] { found.withLock { $0 } }
}
