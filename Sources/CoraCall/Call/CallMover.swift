/// Moves a live call elsewhere, at the carrier.
package protocol CallMover: Sendable {
    /// Has the carrier put the caller through to a person, while the caller's stream is still open. Has a bound of its
    /// own.
    func move(_ order: TransferOrder, of ticket: CallTicket) async -> MoveOutcome
}

/// What came of moving a call.
package enum MoveOutcome: Sendable, Equatable {
    /// The carrier does it.
    case moved
    /// It does not, or nobody knows: the stream is to be closed, so that the carrier asks what is next. In words.
    case notMoved(String)
    /// There is no such call any more: the caller has hung up.
    case gone
}
