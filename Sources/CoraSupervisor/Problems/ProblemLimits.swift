/// The limits beyond which a figure is a problem.
package struct ProblemLimits: Sendable, Equatable {
    /// The 99th percentile of the first audio, in milliseconds.
    package var firstAudioMs = 1500.0
    /// The 90th percentile of an answer's latency at the caller's ear, in milliseconds.
    package var turnMs = 2500.0
    /// The 90th percentile from dialling the model to a session that is set up, in milliseconds.
    package var modelReadyMs = 2000.0
    /// How late an event loop may be, in milliseconds: audio is late by as much.
    package var loopLagMs = 50.0
    /// The memory in use, in bytes, at which new calls are refused; nil for no limit. It is a problem from 90% of it
    /// on.
    package var memoryBytes: Int64?
    /// How old the outbox's oldest row may be, in milliseconds.
    package var outboxAgeMs: Int64 = 15_000
    /// How full the outbox is when new calls are refused, 0 to 1. It is a problem from 90% of that on.
    package var outboxShare = 1.0
    /// How many measurements a quantile needs before a rule believes it.
    package var samples = 5

    package init() {}
}
