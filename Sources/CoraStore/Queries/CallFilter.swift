package import CoraPostgres

/// Which calls to list.
package struct CallFilter: Sendable, Equatable {
    /// Only this tenant's; nil for everybody's.
    package var tenant: String?
    /// Only those that began then or later.
    package var since: PostgresTimestamp?
    /// How many at most, from 1 to 10,000: the latest.
    package var limit: Int

    package init(tenant: String? = nil, since: PostgresTimestamp? = nil, limit: Int = 20) {
        self.tenant = tenant
        self.since = since
        self.limit = min(max(limit, 1), 10_000)
    }
}
