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
    package func pause(after error: OpenAIError, attempt: Int, chance: Double) -> Duration? {
        guard attempt < retries, error.isPassing else { return nil }
        if case .refused(let refusal) = error, let wanted = refusal.retryAfter {
            return wanted <= longestPause ? max(wanted, .zero) : nil
        }
        let whole = pause * (1 << min(attempt, 16))
        return min(whole, longestPause) * (0.5 + min(max(chance, 0), 1) / 2)
    }
}

extension RetryPolicy {
    /// Makes attempts until one succeeds or the policy gives up.
    /// - Parameters:
    ///   - each: the time for one attempt, which is cancelled then.
    ///   - total: the time for all attempts and the pauses between them.
    /// - Returns: the last attempt's result; `timedOut` or `cancelled` if there was none in time.
    func attempts<Value: Sendable>(
        each: Duration, within total: Duration,
        _ attempt: @escaping @Sendable () async -> Result<Value, OpenAIError>
    ) async -> Result<Value, OpenAIError> {
        await Self.bounded(total) {
            var count = 0
            while true {
                let result = await Self.bounded(each, attempt)
                guard case .failure(let error) = result,
                    let pause = self.pause(after: error, attempt: count, chance: .random(in: 0...1))
                else { return result }
                do { try await Task.sleep(for: pause) } catch { return .failure(.cancelled) }
                count += 1
            }
        }
    }

    private static func bounded<Value: Sendable>(
        _ limit: Duration, _ operation: @escaping @Sendable () async -> Result<Value, OpenAIError>
    ) async -> Result<Value, OpenAIError> {
        do {
            return try await withTimeLimit(limit, operation)
        } catch {
            return .failure(error is TimeLimitExceeded ? .timedOut : .cancelled)
        }
    }
}
