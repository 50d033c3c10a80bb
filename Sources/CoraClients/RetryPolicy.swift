/// When a request is asked again, and after what pause. Pure: chance and time are told.
package struct RetryPolicy: Sendable, Equatable {
    /// How often a request is asked again.
    package var retries: Int
    /// The pause before the first retry; each further one is twice as long.
    package var pause: Duration
    /// The longest pause, whatever the server asks for.
    package var longestPause: Duration

    package init(retries: Int = 2, pause: Duration = .milliseconds(500), longestPause: Duration = .seconds(8)) {
        self.retries = max(retries, 0)
        self.pause = pause
        self.longestPause = longestPause
    }

    /// The pause before the next attempt; nil to give up.
    ///
    /// - Parameters:
    ///   - error: how the last attempt failed.
    ///   - attempt: its number, from 0.
    ///   - chance: from 0 to 1; half of a pause is left to it, so that clients do not come back together.
    package func pause(after error: ResponsesError, attempt: Int, chance: Double) -> Duration? {
        guard attempt < retries, error.isPassing else { return nil }
        if case .refused(let refusal) = error, let wanted = refusal.retryAfter {
            return wanted <= longestPause ? max(wanted, .zero) : nil
        }
        let whole = pause * (1 << min(attempt, 16))
        return min(whole, longestPause) * (0.5 + min(max(chance, 0), 1) / 2)
    }
}
