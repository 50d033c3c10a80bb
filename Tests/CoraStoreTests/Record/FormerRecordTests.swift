import CoraCall
import CoraPostgres
import CoraStore
import CoraTenant
import Foundation
import StoreTesting
import Testing

/// An outbox and a database that commit 570ec00 left: the server was killed while the database took no rows.
@Suite(.timeLimit(.minutes(3)))
struct FormerRecordTests {
    private static let fixture = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Fixtures/570ec00").standardized.path

    @Test func `columns keep their names and places on disk, and new ones come behind`() {
        for (number, former) in FormerRow.columns {
            let kind = OutboxRow.Kind(rawValue: number)
            #expect(kind.map { "\($0)" } == former.kind)
            #expect((kind?.columns.map(\.name) ?? []).prefix(former.names.count) == former.names[...])
        }
    }

    @Test func `an older outbox drains into the upgraded database, every value into its column, and only once`()
        async throws
    {
        let rows = try FormerRow.read(Self.fixture + "/outbox.sqlite")
        #expect(Set(rows.map(\.kind)) == Set(FormerRow.columns.keys))
        try await Self.withUpgradedDatabase { pool in
            let before = try await LandedRecord(pool: pool).everything()
            try await Self.drain(into: pool)
            let landed = LandedRecord(pool: pool)
            for row in rows {
                let differences = try await Self.differences(row, among: rows, landed)
                #expect(differences == [], "\(row.name)")
            }
            let after = try await landed.everything()
            #expect(after != before)
            try await Self.drain(into: pool)
            #expect(try await landed.everything() == after)
        }
    }

    @Test func `calls of an older database are read after the upgrade`() async throws {
        try await Self.withUpgradedDatabase { pool in
            let queries = CallQueries(pool)
            let calls = try await queries.recent(CallFilter(limit: 100))
            #expect(!calls.isEmpty)
            for listing in calls {
                let match = try await queries.call(listing.callSID)
                guard case .found(let call) = match else {
                    Issue.record("\(match)")
                    continue
                }
                #expect(call.listing == listing)
                #expect(call.turns.count { $0.role != "tool" } == listing.turns)
                let conversation = try await StoredConversation.rebuild(callSID: listing.callSID, from: pool)
                #expect(conversation?.items.count == call.turns.count)
                #expect(conversation?.tenant?.id == listing.tenant)
            }
        }
    }

    /// The older version's database, restored and brought up to date.
    private static func withUpgradedDatabase(_ body: (PostgresPool) async throws -> Void) async throws {
        let database = try await TestServer.database()
        let dump = try String(contentsOfFile: fixture + "/database.sql", encoding: .utf8)
        let restoring = try await PostgresConnection.open(database.text, logger: TestServer.logger)
        try await restoring.script(dump, timeout: .seconds(60))
        await restoring.close()
        let upgrading = try await PostgresConnection.open(database.text, logger: TestServer.logger)
        _ = try await Migrator(logger: TestServer.logger).up(on: upgrading)
        await upgrading.close()
        let pool = PostgresPool(database, logger: TestServer.logger)
        let result: Result<Void, any Error>
        do { result = .success(try await body(pool)) } catch { result = .failure(error) }
        await pool.close()
        try result.get()
    }

    /// Opens a copy of the older version's outbox and drains it.
    private static func drain(into pool: PostgresPool) async throws {
        try await OutboxFolder.with { folder in
            try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                atPath: fixture + "/outbox.sqlite", toPath: folder.path + "/outbox.sqlite")
            let outbox = try folder.open()
            #expect(outbox.figures.rows > 0)
            let writer = TranscriptWriter(outbox: outbox, pool: pool, logger: TestServer.logger)
            async let run: Void = writer.run()
            await writer.stop(within: .seconds(60))
            await run
            try await outbox.flush()
            #expect(outbox.figures.rows == 0)
            #expect(outbox.figures.shelved == 0)
            await outbox.close()
        }
    }

    /// Where the database does not say what the row says.
    private static func differences(
        _ row: FormerRow, among rows: [FormerRow], _ landed: LandedRecord
    ) async throws -> [String] {
        let siblings = rows.filter { $0.kind == row.kind && $0.text(row.columns[0]) == row.text(row.columns[0]) }
        func among(_ table: String, _ columns: [String], _ key: [(String, String)] = [("id", "id")]) async throws
            -> [String]
        {
            try await landed.differences(row, table, columns, key: key)
        }
        switch row.name {
        case "callStarted":
            // The first stream says how the call began, the last where it is.
            let streams = siblings.map { $0.number("streams") }
            let (isFirst, isLast) = (row.number("streams") == streams.min(), row.number("streams") == streams.max())
            let last = ["streams", "instance"]
            return try await among(
                "calls", (isFirst ? row.columns.filter { !last.contains($0) } : []) + (isLast ? last : ["id"]))
        case "callEnded":
            let stream = [
                "tenant_id", "ended_at", "termination", "frames_in", "frames_out", "frames_dropped", "barge_ins",
                "figures",
            ]
            let call = [
                "tenant_id", "twilio_sid", "ended_at", "caller_number", "agent_number", "streams", "termination",
                "termination_result", "termination_detail",
            ]
            let isLast = row.number("streams") == siblings.map { $0.number("streams") }.max()
            let isSummedUp = rows.contains { $0.name == "summary" && $0.text("call_id") == row.text("id") }
            return try await among("call_streams", stream, [("call_id", "id"), ("stream", "streams")])
                + among("calls", isLast ? call + (isSummedUp ? [] : ["outcome"]) : ["id"])
        case "summary":
            return try await among("call_summaries", row.columns, [("call_id", "call_id")])
                + among("calls", ["outcome"], [("id", "call_id")])
        case "lostLead":
            return try await among("callbacks", row.columns.filter { $0 != "repeats" })
        case "transfer":
            let isFirst = row.number("ts") == siblings.map { $0.number("ts") }.min()
            let isLast = row.number("ts") == siblings.map { $0.number("ts") }.max()
            let transfer = ["tenant_id", "call_id", "queue", "urgency", "number"]
            return try await among(
                "transfers", transfer + (isFirst ? ["ts:created_at"] : []) + (isLast ? ["status"] : []))
                + among("transfer_steps", ["ts", "detail"], [("transfer_id", "id"), ("status", "status")])
        default:
            let tables = ["turn": "call_turns", "tool": "tool_calls", "usage": "call_usage", "claim": "call_claims"]
            return try await among(tables[row.name] ?? "?", row.columns)
        }
    }
}
