import ArgumentParser
import CoraCall
import CoraConsole
import CoraPostgres
import CoraStore
import CoraTenant
import CoraWire
import Foundation

/// `cora calls`: shows the calls on record.
struct Calls: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List recent calls, or show one: who, what was said and heard, what it cost.")

    @Argument(help: "A call's SID, or enough of its beginning; without one, recent calls are listed.")
    var sid: String?

    @Option(help: "Only this tenant's calls.")
    var tenant: String?

    @Option(help: "Only calls by this channel: telephone or web.", transform: { try Calls.channel(named: $0) })
    var channel: CallChannel?

    @Option(help: "How many calls to list.")
    var limit = 20

    @Flag(help: "JSON, for programs.")
    var json = false

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        try await database.with { pool, _ in Console.say(try await text(CallQueries(pool))) }
    }

    private static func channel(named word: String) throws -> CallChannel {
        guard let channel = CallChannel(rawValue: word) else { throw ValidationError("wanted telephone or web") }
        return channel
    }

    private func text(_ queries: CallQueries) async throws -> String {
        let now = PostgresTimestamp(microseconds: WallTime.now().microseconds)
        let style = TerminalStyle(isColoured: isatty(STDOUT_FILENO) != 0)
        guard let sid else {
            let calls = try await queries.recent(CallFilter(tenant: tenant, channel: channel, limit: limit))
            return json ? CallJSON.list(calls).text : CallTable.render(calls, now: now, style: style)
        }
        switch try await queries.call(sid) {
        case .found(let call): return json ? CallJSON.call(call).text : CallReport.render(call, now: now, style: style)
        case .none: Console.error(["there is no call \(sid)"])
        case .several(let sids): Console.error(["several calls begin with \(sid): \(sids.joined(separator: " "))"])
        }
        throw ExitCode(1)
    }
}
