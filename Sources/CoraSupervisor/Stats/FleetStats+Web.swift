// What the stats tell of web sessions. Absent in the stats of an earlier build.
extension FleetStats {
    /// What the pages of web sessions have measured and told, all together. Pages that tell nothing are not in it.
    package struct Web: Codable, Sendable, Equatable {
        /// Live sessions whose page has told something in the last minute.
        package var reporting = 0
        /// Those of them whose audio is bad: over a twentieth of the packets lost, or gaps again and again.
        package var badAudio = 0
        /// Sessions whose page has told something, by how the agent's audio comes: `socket`, `webrtc`.
        package var byMedia: [String: Int] = [:]
        /// How often the agent's audio broke off in the middle.
        package var gaps = 0
        /// How long all gaps lasted together.
        package var gapMs = 0
        /// Packets of the agent's audio that never came.
        package var packetsLost = 0
        /// Packets of the agent's audio that came.
        package var packetsReceived = 0
        /// From the connection to the first sample of the greeting that was rendered.
        package var firstAudio = Distribution()
        /// From the end of the caller's speech to the first sample of the answer.
        package var turn = Distribution()
        /// From the caller's first word over the agent to silence.
        package var bargeIn = Distribution()
        /// How unevenly the audio arrives, at each report.
        package var jitter = Distribution()
        /// How long a packet takes to the other end and back, at each report.
        package var roundTrip = Distribution()

        package init() {}
    }
}
