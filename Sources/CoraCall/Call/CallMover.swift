/// Asks the carrier to take a live call away from its stream.
package protocol CallMover: Sendable {
    /// Has the carrier put the caller through to a person, while the caller's stream is still open. The implementation
    /// bounds the time it takes.
    func move(_ order: TransferOrder, of ticket: CallTicket) async -> MoveOutcome
}

/// What came of moving a call.
package enum MoveOutcome: Sendable, Equatable {
    /// The carrier is putting the caller through.
    case moved
    /// The carrier refused, or did not answer; the value says why. The call closes the stream, so that the carrier asks
    /// what is next.
    case notMoved(String)
    /// There is no such call any more: the caller has hung up.
    case gone
}
