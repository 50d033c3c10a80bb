import CoraBusiness
import CoraCall
import CoraClients
import CoraPostgres
import CoraStore

/// What the database knows of a call and its caller, for webhooks that are asked how to go on with them.
struct CallMemory: Sendable {
    /// How long a webhook waits for the past: Twilio waits 15 s, but a caller on a silent line not a second.
    private static let patience = Duration.milliseconds(700)
    /// How many of its items a session is told.
    private static let longestPast = 60

    let pool: PostgresPool
    /// Looks up what is known of a caller.
    let callers: CallerLookups
    /// Notes callers who are turned away.
    let refused: RefusedCallers
    /// Says what a call is about, for a person who is to take it over.
    let summarizer: Summarizer

    /// What was said and done on a call so far, for a session that takes it up again; empty if the database does not
    /// answer at once. The latest words may still be on their way there.
    func past(of callSID: String) async -> [PastItem] {
        let conversation = await soon(within: Self.patience) {
            try? await StoredConversation.rebuild(callSID: callSID, from: pool)
        }
        return conversation?.items.suffix(Self.longestPast).map { item in
            switch item {
            case .message(let role, _, _, let heard, _): .message(role, heard)
            case .tool(let invocation, let outcome): .tool(invocation, result: outcome.envelope)
            }
        } ?? []
    }
}
