/// How an instance notices changes to tenants and greetings that other processes made.
package struct TenantFreshness: Sendable {
    /// Whether to listen for notifications, which takes a connection of its own. Behind a pooler the server does not listen.
    package var listens: Bool
    /// How often to look for changes, with or without notifications.
    package var pollInterval: Duration

    package init(listens: Bool = true, pollInterval: Duration = .milliseconds(500)) {
        self.listens = listens
        self.pollInterval = pollInterval
    }
}
