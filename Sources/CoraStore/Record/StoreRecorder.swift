package import CoraCall
package import Logging

/// Records calls: everything that happens becomes rows in the outbox. Called on event loops; does not block.
package struct StoreRecorder: CallRecorder {
    private let outbox: Outbox
    private var rows: CallRows
    private let logger: Logger

    /// - Parameters:
    ///   - outbox: keeps the rows until Postgres has them.
    ///   - rows: turns records into rows; its instance is the outbox's, unless it names one.
    package init(outbox: Outbox, rows: CallRows, logger: Logger) {
        self.outbox = outbox
        self.rows = rows
        // By this name calls are found again if this process dies with them.
        self.rows.instance = rows.instance ?? outbox.instance
        self.logger = logger
    }

    /// Turns a record into rows and hands them to the outbox. Called on event loops; does not block.
    package func record(_ entry: CallRecord, of ticket: CallTicket) {
        var sequence: Int?
        if case .tool(let invocation, _, _) = entry { sequence = invocation.sequence }
        keep(rows.rows(of: entry, ticket, at: .now(), sequence: sequence), of: ticket)
    }

    private func keep(_ rows: [OutboxRow], of ticket: CallTicket) {
        guard !outbox.accept(rows) else { return }
        logger.critical("the outbox is full: a record was lost", metadata: ["cora.call.sid": "\(ticket.callSID)"])
    }
}
