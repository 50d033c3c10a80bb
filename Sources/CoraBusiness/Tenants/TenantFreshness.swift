/// How an instance learns of changes to tenants and greetings that others made.
package struct TenantFreshness: Sendable {
    /// Whether to listen for notifications, which takes a connection of its own; of no use behind a proxy that pools
    /// transactions.
    package var listens: Bool
    /// How often to look, notifications or not.
    package var pollInterval: Duration

    package init(listens: Bool = true, pollInterval: Duration = .milliseconds(500)) {
        self.listens = listens
        self.pollInterval = pollInterval
    }
}
