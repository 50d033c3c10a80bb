package import CoraPostgres
package import CoraTenant

/// Which calls to list.
package struct CallFilter: Sendable, Equatable {
    /// The tenant whose calls are listed; nil for all tenants.
    package var tenant: String?
    /// The channel by which they came; nil for every one.
    package var channel: CallChannel?
    /// Only calls that began then or later; nil for no limit.
    package var since: PostgresTimestamp?
    /// How many calls at most, from 1 to 10,000; the latest are listed.
    package var limit: Int

    package init(
        tenant: String? = nil, channel: CallChannel? = nil, since: PostgresTimestamp? = nil, limit: Int = 20
    ) {
        self.tenant = tenant
        self.channel = channel
        self.since = since
        self.limit = min(max(limit, 1), 10_000)
    }
}
