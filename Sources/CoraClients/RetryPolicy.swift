/// Decides whether and after what pause a request is sent again. Pure: the caller passes in chance and time.
package struct RetryPolicy: Sendable, Equatable {
    /// How often a request is sent again.
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
    ///   - attempt: the number of that attempt, from 0.
    ///   - chance: a random number from 0 to 1, on which half of a pause depends, so that clients do not come back
    ///     together.
    package func pause(after error: ResponsesError, attempt: Int, chance: Double) -> Duration? {
        guard attempt < retries, error.isPassing else { return nil }
        if case .refused(let refusal) = error, let wanted = refusal.retryAfter {
            return wanted <= longestPause ? max(wanted, .zero) : nil
        }
        let whole = pause * (1 << min(attempt, 16))
        return min(whole, longestPause) * (0.5 + min(max(chance, 0), 1) / 2)
    }
}
