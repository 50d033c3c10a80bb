import ArgumentParser
import CoraCall
import CoraConsole
import CoraServer
import CoraSettings
import CoraStore
import Foundation

/// `cora outbox`: shows what waits on disk for the database, and the rows that the database refused.
struct OutboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox",
        abstract: "Show what waits on disk for the database, and rows it refused; put those back in line.",
        discussion: "The server must not be running: it has the folder for itself. Rows that are put back go to the "
            + "database with everything else at its next start.")

    /// What the command does.
    enum Action: String, ExpressibleByArgument, CaseIterable {
        case show, retry
    }

    @Argument(help: "show: figures, and the rows set aside with their errors. retry: put rows set aside back in line.")
    var action = Action.show

    @Argument(help: "Which rows to put back, by their numbers; all, if none is named.")
    var ids: [Int64] = []

    @Option(help: "How many rows set aside to show.")
    var limit = 100

    @OptionGroup var options: SettingsOptions

    func validate() throws {
        if action == .show, !ids.isEmpty { throw ValidationError("show takes no numbers; did you mean retry?") }
        guard limit > 0 else { throw ValidationError("--limit: found \(limit); wanted 1 or more") }
    }

    func run() async throws {
        let store = try await options.loadForTools().store
        guard FileManager.default.fileExists(atPath: store.outboxFolder + "/outbox.sqlite") else {
            Console.say("there is no outbox in \(store.outboxFolder): nothing waits")
            return
        }
        do {
            // No room is reserved: the outbox must open on a full disk, too.
            let limits = OutboxLimits(bytes: store.outboxMegabytes << 20, reserve: 0)
            let outbox = try Outbox(folder: store.outboxFolder, limits: limits)
            if action == .retry { try await retry(outbox) }
            let shelf = try await outbox.shelf(limit: limit)
            Console.say(OutboxReport.render(outbox.figures, shelf, now: .now()))
            await outbox.close()
        } catch let error as OutboxError {
            let hint = error.code == .inUse ? "; a running server has it: stop it first" : ""
            Console.error(["OUTBOX_FOLDER: \(error)\(hint)"])
            throw ExitCode(error.code == .inUse ? 75 : 74)  // EX_TEMPFAIL, EX_IOERR
        }
    }

    private func retry(_ outbox: Outbox) async throws {
        let count = try await outbox.retry(ids.isEmpty ? nil : ids)
        try await outbox.flush()
        let missing = ids.isEmpty ? 0 : Set(ids).count - count
        Console.say("\(count) put back in line; the server brings them to the database at its next start")
        if missing > 0 { Console.error(["\(missing) of the numbers are not among the rows set aside"]) }
    }
}
