import CoraPostgres
import CoraWire

/// Counts of calls.
package struct CallCounts: Sendable, Equatable {
    /// How many calls there were.
    package var calls = 0
    /// Calls in which the caller spoke.
    package var conversations = 0
    /// Conversations in which the caller's wishes were noted or a showing was booked.
    package var leads = 0
    /// Leads in which a showing was booked.
    package var showings = 0
    /// Calls whose caller asked to be called back.
    package var callbacks = 0
    /// Calls that a person took over.
    package var transfers = 0
    /// Calls that the model or this service ended.
    package var failures = 0
    /// The length of all calls, in seconds.
    package var seconds = 0
    /// The length of the conversations, in seconds.
    package var conversationSeconds = 0
    /// The cost of all calls, as far as it is known, in US dollars.
    package var cost = 0.0

    /// Counts of no calls.
    package init() {}

    /// The cost of all calls divided by the conversations, in US dollars; nil if there was no conversation.
    package var costPerConversation: Double? {
        conversations > 0 ? cost / Double(conversations) : nil
    }

    /// The average length of a conversation, in seconds; nil if there was none.
    package var averageSeconds: Int? {
        conversations > 0 ? (conversationSeconds + conversations / 2) / conversations : nil
    }

    /// The sum of both counts.
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

    /// The counts by their keys in JSON.
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
