import CoraCall
import CoraPostgres
import CoraStore
import CoraTenant
import Foundation
import Logging

/// Accepts turns as fast as it can and brings them to PostgreSQL until it is killed, noting down in a file each id whose
/// row was on disk: `BurstWriter OUTBOX CONNINFO NOTES`.
let arguments = CommandLine.arguments
let logger = Logger(label: "burst") { _ in SwiftLogNoOpLogHandler() }
let outbox = try Outbox(folder: arguments[1], limits: OutboxLimits(bytes: 256 << 20))
let pool = PostgresPool(try PostgresConninfo(arguments[2]), logger: logger)
let writer = TranscriptWriter(outbox: outbox, plan: BatchPlan(patience: 20_000), pool: pool, logger: logger)
let rows = CallRows(PriceList(model: "m", transcriptionModel: "t"))
let tickets = (0..<8).map { number in
    let sid = "CA" + String(repeating: "0", count: 31) + String(number)
    return CallTicket(
        callSID: sid, callID: RowID.call(sid: sid), tenant: Tenant(id: "ray", numbers: [], agentName: "Ray"),
        callerNumber: "+1", dialledNumber: "+2")
}
guard FileManager.default.createFile(atPath: arguments[3], contents: nil) else { exit(2) }
guard let notes = FileHandle(forWritingAtPath: arguments[3]) else { exit(2) }
_ = outbox.accept(tickets.flatMap { rows.rows(of: .started, $0, at: .now()) })
async let run: Void = writer.run()
var sequence = 0
while sequence < 500_000 {
    var ids = ""
    for _ in 1...40 {
        sequence += 1
        let ticket = tickets[sequence % tickets.count]
        let turn = Turn(sequence: sequence, role: .user, item: "item_\(sequence)", text: "turn \(sequence)")
        let made = rows.rows(of: .turn(turn), ticket, at: .now())
        guard outbox.accept(made), case .text(let id) = made[0].cells[0] else { continue }
        ids += id + "\n"
    }
    try await outbox.flush()
    try notes.write(contentsOf: Data(ids.utf8))
}
await writer.stop(within: .seconds(30))
await run
