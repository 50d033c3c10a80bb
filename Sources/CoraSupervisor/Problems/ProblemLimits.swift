/// From where on something is a problem.
package struct ProblemLimits: Sendable, Equatable {
    /// The first audio's 99th of 100, in milliseconds.
    package var firstAudioMs = 1500.0
    /// An answer's ninth of ten, in milliseconds, at the caller's ear.
    package var turnMs = 2500.0
    /// The model's ninth of ten from dialling to a session, in milliseconds.
    package var modelReadyMs = 2000.0
    /// An event loop's lateness, in milliseconds: audio is late by as much.
    package var loopLagMs = 50.0
    /// The memory in use, in bytes, at which new calls are refused; nil for no limit. A problem from nine tenths of it on.
    package var memoryBytes: Int64?
    /// How old the outbox's oldest row may be, in milliseconds.
    package var outboxAgeMs: Int64 = 15_000
    /// How full the outbox is when new calls are refused, 0-1. A problem from nine tenths of that on.
    package var outboxShare = 1.0
    /// Measurements that a quantile wants before it is believed.
    package var samples = 5

    package init() {}
}
