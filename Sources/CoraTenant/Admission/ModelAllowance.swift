/// What the model account may still use in the current minute (`rate_limits.updated`).
package struct ModelAllowance: Sendable, Equatable {
    /// `tokens` or `requests`.
    package var name: String
    /// How many the account may use in a minute.
    package var limit: Int
    /// How many of them are left.
    package var remaining: Int
    /// How long until all of them are available again.
    package var reset: CallDuration

    package init(name: String, limit: Int, remaining: Int, reset: CallDuration) {
        self.name = name
        self.limit = limit
        self.remaining = remaining
        self.reset = reset
    }
}
