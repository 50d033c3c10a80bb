package import CoraCall
package import CoraTenant

/// What a tool knows of the call it runs for. The tenant always comes from here, never from arguments.
package struct ToolContext: Sendable {
    /// The call.
    package var ticket: CallTicket
    /// The model's id of this run.
    package var invocation: String
    /// When the tool was called.
    package var time: WallTime

    package init(ticket: CallTicket, invocation: String, time: WallTime) {
        self.ticket = ticket
        self.invocation = invocation
        self.time = time
    }

    /// When the tool was called, in seconds since 1970 (UTC).
    package var now: Int { time.seconds }

    /// The clock of the tenant's time zone.
    package var clock: LocalClock { LocalClock(ticket.tenant.timeZone) }
}
