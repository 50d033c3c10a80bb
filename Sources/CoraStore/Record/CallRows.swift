package import CoraCall
import CoraWire
import NIOCore

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
    ///   - time: when it happened, in microseconds since 1970 (UTC).
    ///   - sequence: a tool run's place among the turns of its stream, from 1; turns carry their own.
    package func rows(
        of record: CallRecord, _ ticket: CallTicket, at time: Int64, sequence: Int? = nil
    ) -> [OutboxRow] {
        switch record {
        case .started: [started(ticket, at: time)]
        case .turn(let turn): [row(of: turn, ticket, at: time)]
        case .tool(let invocation, let outcome, let span):
            tool(invocation, outcome, took: span, ticket, at: time, Self.place(sequence, ticket))
        case .transfer(let step): [row(of: step, ticket, at: time)]
        case .claim(let claim): [row(of: claim, ticket, at: time)]
        case .usage(let usage): [row(of: usage, ticket, at: time)]
        case .transcription(let usage): [row(of: usage, ticket, at: time)]
        case .ended(let termination, let figures): [ended(termination, figures, ticket, at: time)]
        }
    }

    /// The row of one transcription's bill.
    private func row(of usage: TranscriptionCount, _ ticket: CallTicket, at time: Int64) -> OutboxRow {
        let (name, price) = prices.transcriptionPrice(of: ticket.tenant)
        let none = OutboxRow.Cell.integer(0)
        return OutboxRow(
            .usage,
            [
                .text(RowID.make(at: time)), .text(ticket.callID), .integer(time), .text(ticket.tenant.id),
                .text("transcription"), .text(name), none, none, none, none, none, none, .integer(usage.tokensIn),
                .integer(usage.tokensOut), .integer(usage.milliseconds),
                .dollars(price?.cost(of: usage)), .optional(instance),
            ])
    }

    /// A place among all turns of a call: those of later streams come behind. A million turns in a stream are a week of
    /// talking.
    static func place(_ sequence: Int?, _ ticket: CallTicket) -> Int? {
        sequence.map { min(max(ticket.attempt, 0), 2000) * 1_000_000 + min(max($0, 1), 999_999) }
    }

    private func started(_ ticket: CallTicket, at time: Int64) -> OutboxRow {
        let tenant = ticket.tenant
        return OutboxRow(
            .callStarted,
            [
                .text(ticket.callID), .text(tenant.id), .text(ticket.callSID), .integer(time),
                .text(ticket.callerNumber), .text(ticket.dialledNumber), .optional(ticket.callerName),
                .text(TenantSnapshot.text(of: tenant)), .text(prices.speechPrice(of: tenant).name),
                .text(prices.transcriptionPrice(of: tenant).name), .text(tenant.voice),
                .text(tenant.encoding.rawValue), .text(ticket.greeting), .integer(ticket.attempt + 1),
                .optional(instance),
            ])
    }

    private func row(of turn: Turn, _ ticket: CallTicket, at time: Int64) -> OutboxRow {
        let event = turn.event
        return OutboxRow(
            .turn,
            [
                .text(RowID.make(at: time)), .text(ticket.callID), .integer(time), .text(turn.role.rawValue),
                .text(turn.text), .optional(turn.saidMilliseconds), .text(event?.type ?? turn.role.eventType),
                event.map { .event($0.raw) } ?? .null, .text(ticket.tenant.id),
                .optional(Self.place(turn.sequence, ticket)), .text(turn.item),
                turn.cutMilliseconds == nil ? .null : .text(turn.heard), .optional(turn.cutMilliseconds), .null,
            ])
    }

    private func tool(
        _ invocation: ToolInvocation, _ outcome: ToolOutcome, took span: CallDuration, _ ticket: CallTicket,
        at time: Int64,
        _ place: Int?
    ) -> [OutboxRow] {
        let asked = time - Int64(max(span.milliseconds, 0)) * 1000
        let tool = OutboxRow(
            .tool,
            [
                .text(RowID.make(at: time)), .text(ticket.callID), .text(invocation.name),
                .json(invocation.arguments), .json(outcome.envelope), .integer(max(span.milliseconds, 0)),
                .integer(outcome.succeeded ? 1 : 0), .text(ticket.tenant.id), .integer(asked),
                .optional(place), .text(invocation.id),
            ])
        let turn = OutboxRow(
            .turn,
            [
                .text(RowID.make(at: time)), .text(ticket.callID), .integer(time), .text("tool"),
                .text(outcome.envelope), .null,
                .text("conversation.item.create"), .text(ToolEnvelope.text(of: invocation)), .text(ticket.tenant.id),
                .optional(place), .null, .null, .null, .text(invocation.id),
            ])
        return [tool, turn]
    }

    private func row(of step: TransferStep, _ ticket: CallTicket, at time: Int64) -> OutboxRow {
        OutboxRow(
            .transfer,
            [
                .text(RowID.transfer(of: ticket)), .text(ticket.tenant.id), .text(ticket.callID),
                .text(step.order.queue.rawValue), .text(step.order.isUrgent ? "urgent" : "normal"),
                .text(step.order.number), .text(step.status.rawValue), .integer(time),
                .optional(step.detail.map { String($0.prefix(500)) }),
            ])
    }

    private func row(of claim: UnbackedClaim, _ ticket: CallTicket, at time: Int64) -> OutboxRow {
        OutboxRow(
            .claim,
            [
                .text(RowID.make(at: time)), .text(ticket.callID), .integer(time), .text(ticket.tenant.id),
                .text(claim.commitment.rawValue), .text(claim.sentence), .text(claim.item),
                .integer(claim.isCorrected ? 1 : 0),
            ])
    }

    private func row(of usage: ResponseUsage, _ ticket: CallTicket, at time: Int64) -> OutboxRow {
        let (name, price) = prices.speechPrice(of: ticket.tenant)
        let none = OutboxRow.Cell.integer(0)
        return OutboxRow(
            .usage,
            [
                .text(RowID.make(at: time)), .text(ticket.callID), .integer(time), .text(ticket.tenant.id),
                .text("response"), .text(name), .integer(usage.audioIn), .integer(usage.cachedAudioIn),
                .integer(usage.audioOut), .integer(usage.textIn), .integer(usage.cachedTextIn),
                .integer(usage.textOut), none, none, none, .dollars(price?.cost(of: usage)), .optional(instance),
            ])
    }

    private func ended(
        _ termination: Termination, _ figures: CallFigures, _ ticket: CallTicket, at time: Int64
    ) -> OutboxRow {
        OutboxRow(
            .callEnded,
            [
                .text(ticket.callID), .text(ticket.tenant.id), .text(ticket.callSID), .integer(time),
                .text(ticket.callerNumber), .text(ticket.dialledNumber), .integer(ticket.attempt + 1),
                .text(termination.label), .text(termination.label), .text(termination.result.rawValue),
                .text("\(termination)"), .integer(figures.framesIn), .integer(figures.framesOut),
                .integer(figures.framesDropped), .integer(figures.bargeIns), .text(figures.json),
            ])
    }
}

extension ToolOutcome {
    /// The outcome of a tool run in the database, of which only the envelope is kept: it succeeded if `ok` is true.
    package init(stored envelope: String) {
        self.init(envelope: envelope, succeeded: JSON.flag("ok", in: envelope) == true)
    }
}

/// A tool's call as it stands in `raw` of a turn.
enum ToolEnvelope {

    /// The model's call as JSON, for rebuilding the conversation, with the arguments to the letter, which `jsonb` does
    /// not keep.
    static func text(of invocation: ToolInvocation) -> String {
        var buffer = ByteBuffer()
        buffer.writeString(#"{"type":"function_call","name":"#)
        JSON.escape(invocation.name, into: &buffer)
        buffer.writeString(#","arguments":"#)
        JSON.escape(invocation.arguments, into: &buffer)
        buffer.writeString("}")
        return String(buffer: buffer)
    }
}

extension Turn.Role {
    /// The type of the model's event that brought these words.
    fileprivate var eventType: String {
        switch self {
        case .user: "conversation.item.input_audio_transcription.completed"
        case .assistant: "response.output_audio_transcript.done"
        }
    }
}

extension CallFigures {
    fileprivate var json: String {
        let json: JSON = [
            "frames_broken": .int(framesBroken), "frames_out_of_order": .int(framesOutOfOrder),
            "deltas_late": .int(deltasLate), "silence_added_ms": .int(silenceAdded),
            "marks_returned": .int(marksReturned), "marks_stray": .int(marksStray),
            "unknown_messages": .int(unknownMessages), "races": .int(races),
        ]
        return json.text
    }
}

extension OutboxRow.Cell {
    fileprivate static func optional(_ text: String?) -> Self { text.map { .text($0) } ?? .null }
    fileprivate static func optional(_ number: Int?) -> Self { number.map { .integer(Int64(clamping: $0)) } ?? .null }
    fileprivate static func integer(_ number: Int) -> Self { .integer(Int64(clamping: number)) }

    /// A decimal number of dollars, from billionths of a dollar.
    fileprivate static func dollars(_ billionths: Int64?) -> Self {
        guard let billionths = billionths.map({ max($0, 0) }) else { return .null }
        let digits = String(billionths % 1_000_000_000)
        return .text("\(billionths / 1_000_000_000).\(String(repeating: "0", count: 9 - digits.count))\(digits)")
    }
}
