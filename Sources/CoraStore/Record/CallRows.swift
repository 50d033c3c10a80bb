package import CoraCall
package import CoraTenant

/// Turns what happens on calls into rows. Pure but for the ids it draws: the caller passes in the time.
package struct CallRows: Sendable {
    /// The models of tenants that name none, and what models cost.
    package var prices: PriceList
    /// The outbox's opening (`Outbox.instance`), by which calls that a dead process left open are found.
    package var instance: String?

    package init(_ prices: PriceList, instance: String? = nil) {
        self.prices = prices
        self.instance = instance
    }

    /// The rows of one event of a call, which must be written together.
    /// - Parameters:
    ///   - time: when it happened.
    ///   - sequence: a tool run's place among the turns of its stream, from 1; turns carry their own.
    package func rows(
        of record: CallRecord, _ ticket: CallTicket, at time: WallTime, sequence: Int? = nil
    ) -> [OutboxRow] {
        let (speech, transcription) = (
            prices.speechPrice(of: ticket.tenant), prices.transcriptionPrice(of: ticket.tenant)
        )
        let stamp = RowStamp(ticket, at: time)
        switch record {
        case .started:
            return [
                CallStartRow(
                    ticket: ticket, time: time, model: speech.name, transcriptionModel: transcription.name,
                    instance: instance
                ).stored
            ]
        case .turn(let turn):
            return [TurnRow(turn, stamp).stored]
        case .tool(let invocation, let outcome, let span):
            let place = Self.place(sequence, ticket)
            let run = ToolRow(
                stamp: stamp, invocation: invocation, outcome: outcome, milliseconds: max(span.milliseconds, 0),
                place: place)
            return [run.stored, TurnRow(invocation, outcome, RowStamp(ticket, at: time), place: place).stored]
        case .transfer(let step):
            return [TransferRow(ticket: ticket, step: step, time: time).stored]
        case .claim(let claim):
            return [ClaimRow(stamp: stamp, claim: claim).stored]
        case .usage(let usage):
            let spoken = prices.speechPrice(of: ticket.tenant, by: usage.model)
            let cost = spoken.price.map { Dollars(billionths: $0.cost(of: usage)) }
            return [
                UsageRow(
                    stamp: stamp, subject: .response, model: spoken.name, response: usage, cost: cost,
                    instance: instance
                ).stored
            ]
        case .transcription(let usage):
            let cost = transcription.price.map { Dollars(billionths: $0.cost(of: usage)) }
            return [
                UsageRow(
                    stamp: stamp, subject: .transcription, model: transcription.name, transcription: usage,
                    cost: cost, instance: instance
                ).stored
            ]
        case .page(let figures):
            return [PageFiguresRow(stamp: stamp, figures: figures).stored]
        case .ended(let termination, let figures):
            return [CallEndRow(ticket: ticket, time: time, termination: termination, figures: figures).stored]
        }
    }

    /// A place among all turns of a call: those of later streams come behind. A million turns in a stream are a week of
    /// talking.
    static func place(_ sequence: Int?, _ ticket: CallTicket) -> Int? {
        sequence.map { min(max(ticket.attempt, 0), 2000) * 1_000_000 + min(max($0, 1), 999_999) }
    }
}
