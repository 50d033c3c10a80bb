import CoraWire

/// What a session does wrong at the moment, and is about to do wrong.
struct FaultState: Sendable {
    /// A function call that is delivered again once the client has answered it.
    struct RepeatedCall: Sendable, Equatable {
        var response: String
        var outputIndex: Int
        /// The item as it was delivered.
        var item: JSON
        var after: Duration
        var asNewItem: Bool
    }

    /// The faults that wait for a turn or for audio; a turn is given by its number in the session, counted from 1.
    var armed: [SessionFault] = []
    /// Whether the session writes no more.
    var isFrozen = false
    var refusesSessionUpdates = false
    /// The fault of the turn that is being spoken.
    var turn: TurnFault?
    /// Until when every response fails.
    var rateLimitedUntil: Duration?
    /// Calls to deliver again, by their `call_id`.
    var repeatedCalls: [String: RepeatedCall] = [:]
}
