package import CoraCall

/// What was timed since the process started, as `GET /metrics` tells it. `FleetStats` has the same measurements as
/// quantiles.
package struct FleetTimings: Sendable, Equatable {
    /// From the stream's start to the agent's first audio on its way to the caller.
    package var firstAudio: LatencyBuckets
    /// From the caller's last word until the caller hears the answer.
    package var turn: LatencyBuckets
    /// The parts of `turn`, by cause.
    package var turnParts: [TurnTiming.Cause: LatencyBuckets]
    /// Answers heard, by the longest part of their latency.
    package var turnCauses: [TurnTiming.Cause: Int]
    /// From the caller's first word over the agent until the line is cleared of the agent's audio.
    package var bargeIn: LatencyBuckets
    /// The part of `bargeIn` that this process took.
    package var bargeInOurs: LatencyBuckets
    /// From dialling the model to a session that is set up.
    package var modelReady: LatencyBuckets
    /// Runs of tools, by name.
    package var tools: [String: LatencyBuckets]
    /// How many runs of tools count as `other` because there were too many names.
    package var unnamedToolRuns: Int
    /// What the pages of web sessions timed.
    package var web: Web

    /// What the pages of web sessions timed (``PageFigures``).
    package struct Web: Sendable, Equatable {
        /// From the connection to the first sample of the greeting that was rendered.
        package var firstAudio: LatencyBuckets
        /// From the end of the caller's speech to the first sample of the answer.
        package var turn: LatencyBuckets
        /// From the caller's first word over the agent to silence.
        package var bargeIn: LatencyBuckets
        /// How unevenly the audio arrives, at each report.
        package var jitter: LatencyBuckets
        /// How long a packet takes to the other end and back, at each report.
        package var roundTrip: LatencyBuckets
    }
}
