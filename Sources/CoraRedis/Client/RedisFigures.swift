/// How a client stands at one moment.
package struct RedisFigures: Sendable, Equatable {
    /// Whether there is a connection that takes commands.
    package var isConnected: Bool
    /// The server that it is to; nil without one.
    package var server: RedisHost?
    /// Commands under way, those that nobody waits for any more among them.
    package var underWay: Int
    /// Connections that were made.
    package var connections: Int
    /// Attempts to connect that failed in a row, and connections that did not last.
    package var failures: Int
    /// Answers that came when nobody waited for them any more.
    package var lateAnswers: Int
    /// Why there is no connection, or why the last one ended; nil before the first has.
    package var lastError: RedisError?
}
