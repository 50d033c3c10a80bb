package import CoraCall

/// What was timed since the process started, as `GET /metrics` tells it. `FleetStats` has the same measurements as
/// quantiles.
package struct FleetTimings: Sendable, Equatable {
    /// From the stream's start to the agent's first audio on its way to the caller.
    package var firstAudio: LatencyBuckets
    /// From the caller's last word to the answer at their ear.
    package var turn: LatencyBuckets
    /// The parts of that.
    package var turnParts: [TurnTiming.Cause: LatencyBuckets]
    /// Answers heard, by the longest part of their latency.
    package var turnCauses: [TurnTiming.Cause: Int]
    /// From the caller's first word over the agent to the line's being cleared.
    package var bargeIn: LatencyBuckets
    /// Our own part of that.
    package var bargeInOurs: LatencyBuckets
    /// From dialling the model to a session that is set up.
    package var modelReady: LatencyBuckets
    /// Runs of tools, by name.
    package var tools: [String: LatencyBuckets]
    /// Runs of tools that are counted as `other`, because there were too many names.
    package var unnamedToolRuns: Int
}
