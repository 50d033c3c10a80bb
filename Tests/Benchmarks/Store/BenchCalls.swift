import BenchProbes
import CoraCall
import CoraPostgres
import CoraStore
import CoraTenant

/// Calls that talk as people do, by turns, and take it down as the product does.
struct BenchCalls: Sendable {
    static let rows = CallRows(
        PriceList(model: "gpt-realtime", transcriptionModel: "gpt-4o-transcribe"), instance: "bench")

    private static let words = [
        "Hi, I am calling about the three bedroom house on Maple Street. Is it still available?",
        "Yes, it is. It has a large garden and a garage for two cars, and the asking price is 465,000 dollars. "
            + "Would you like to see it this week?",
        "Saturday would be good.",
        "I have ten in the morning or half past two on Saturday. Which of them suits you better? I only need your name "
            + "and a number where the agent can reach you if something changes.",
    ]

    let tickets: [CallTicket]

    init(_ count: Int) {
        tickets = (1...count).map { number in
            let digits = String(number, radix: 16)
            let sid = "CA" + String(repeating: "0", count: 32 - digits.count) + digits
            return CallTicket(
                callSID: sid, callID: RowID.call(sid: sid),
                tenant: Tenant(id: "bench", numbers: ["+14155550100"], agentName: "Ray Richards"),
                callerNumber: "+14155550199", dialledNumber: "+14155550100")
        }
    }

    /// What was said `number`th, from 0, and on which call.
    func turn(_ number: Int) -> (ticket: CallTicket, turn: Turn) {
        let (place, call) = number.quotientAndRemainder(dividingBy: tickets.count)
        let text = Self.words[place % Self.words.count]
        let turn = Turn(
            sequence: place % 999_000 + 1, role: place % 2 == 0 ? .user : .assistant, item: "item_\(number)",
            text: text, saidMilliseconds: place % 2 == 0 ? nil : text.utf8.count * 60)
        return (tickets[call], turn)
    }

    /// The rows that calls begin with.
    func begin(_ recorder: StoreRecorder) {
        for ticket in tickets { recorder.record(.started, of: ticket) }
    }

    /// Rows of the same turns for `COPY`, in the writer's own columns.
    func copyRows(_ numbers: Range<Int>) -> PostgresCopyRows {
        var lines = PostgresCopyRows()
        for number in numbers {
            let (ticket, turn) = turn(number)
            for row in Self.rows.rows(of: .turn(turn), ticket, at: .now()) {
                lines.append(zip(row.cells, OutboxRow.Kind.turn.columns).map { PostgresValue($0, $1.kind) })
            }
        }
        return lines
    }

    static let copy =
        "COPY call_turns (\(OutboxRow.Kind.turn.columns.map(\.name).joined(separator: ", "))) FROM STDIN"
}

extension PostgresValue {
    fileprivate init(_ cell: OutboxRow.Cell, _ kind: OutboxRow.Column.Kind) {
        switch (cell, kind) {
        case (.integer(let moment), .timestamp): self = .timestamp(moment)
        case (.integer(let number), _): self = .int(number)
        case (.text(let text), .json): self = .json(text)
        case (.text(let text), _): self = .text(text)
        case (.null, _), (.real, _), (.json, _), (.event, _): self = .null
        }
    }
}
