import CoraPostgres
import CoraWire

/// What some calls came to, counted.
package struct CallCounts: Sendable, Equatable {
    /// Calls.
    package var calls = 0
    /// Of those, the ones in which the caller spoke.
    package var conversations = 0
    /// Of those, the ones in which the caller's wishes were taken down or a showing was booked.
    package var leads = 0
    /// Of those, the ones in which a showing was booked.
    package var showings = 0
    /// Calls whose caller asked to be called back.
    package var callbacks = 0
    /// Calls that a person took over.
    package var transfers = 0
    /// Calls that the model or this service ended.
    package var failures = 0
    /// Seconds of them all.
    package var seconds = 0
    /// Seconds of the conversations.
    package var conversationSeconds = 0
    /// What they cost, as far as it is known, in US dollars.
    package var cost = 0.0

    /// None.
    package init() {}

    /// What all of them cost, shared among the conversations; nil if there was none.
    package var costPerConversation: Double? {
        conversations > 0 ? cost / Double(conversations) : nil
    }

    /// How long a conversation was on average, in seconds; nil if there was none.
    package var averageSeconds: Int? {
        conversations > 0 ? (conversationSeconds + conversations / 2) / conversations : nil
    }

    /// The sums.
    package static func + (left: CallCounts, right: CallCounts) -> CallCounts {
        var sum = left
        sum.calls += right.calls
        sum.conversations += right.conversations
        sum.leads += right.leads
        sum.showings += right.showings
        sum.callbacks += right.callbacks
        sum.transfers += right.transfers
        sum.failures += right.failures
        sum.seconds += right.seconds
        sum.conversationSeconds += right.conversationSeconds
        sum.cost += right.cost
        return sum
    }

    /// The columns that ``init(_:)`` reads, over `analytics.calls`.
    static let columns = """
        count(*) AS calls, count(*) FILTER (WHERE is_conversation) AS conversations,
          count(*) FILTER (WHERE is_lead) AS leads, count(*) FILTER (WHERE is_showing) AS showings,
          count(*) FILTER (WHERE is_callback) AS callbacks, count(*) FILTER (WHERE is_transfer) AS transfers,
          count(*) FILTER (WHERE is_failure) AS failures, coalesce(sum(seconds), 0) AS seconds,
          coalesce(sum(seconds) FILTER (WHERE is_conversation), 0) AS conversation_seconds,
          coalesce(sum(cost_usd), 0)::float8 AS cost
        """

    init(_ row: PostgresRow) throws(PostgresError) {
        calls = try row.value("calls")
        conversations = try row.value("conversations")
        leads = try row.value("leads")
        showings = try row.value("showings")
        callbacks = try row.value("callbacks")
        transfers = try row.value("transfers")
        failures = try row.value("failures")
        seconds = try row.value("seconds")
        conversationSeconds = try row.value("conversation_seconds")
        cost = try row.value("cost")
    }

    /// Its keys in JSON.
    var members: [String: JSON] {
        [
            "calls": .int(calls), "conversations": .int(conversations), "leads": .int(leads),
            "showings": .int(showings), "callbacks": .int(callbacks), "transfers": .int(transfers),
            "failures": .int(failures), "seconds": .int(seconds),
            "average_seconds": averageSeconds.map(JSON.int) ?? .null,
            "cost_usd": .double(cost), "cost_per_conversation_usd": costPerConversation.map(JSON.double) ?? .null,
        ]
    }
}
