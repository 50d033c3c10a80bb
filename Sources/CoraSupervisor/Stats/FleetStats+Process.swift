// What the stats tell of the process beside its calls. All of it is absent in the stats of an earlier build.
extension FleetStats {
    /// Connections of strangers: of clients that have presented no ticket, which everyone is at first.
    package struct Strangers: Codable, Sendable, Equatable {
        /// How many are open.
        package var open = 0
        /// How many may be open; of more, the oldest are closed.
        package var limit = 0
        /// How many of one peer may be open.
        package var limitPerPeer = 0
        /// Connections and requests that were turned away, by `StrangerRefusal`.
        package var turnedAway: [String: Int] = [:]
        /// How often a connection could not be accepted for want of a file descriptor or memory.
        package var acceptFailures = 0

        package init() {}
    }

    /// The process' file descriptors.
    package struct Files: Codable, Sendable, Equatable {
        /// How many are open; null if the system does not say.
        package var open: Int?
        /// How many may be open.
        package var limit = 0

        package init(open: Int? = nil, limit: Int = 0) {
            self.open = open
            self.limit = limit
        }
    }

    /// The log.
    package struct Log: Codable, Sendable, Equatable {
        /// Lines that were lost because standard error did not take them.
        package var linesDropped = 0

        package init(linesDropped: Int = 0) {
            self.linesDropped = linesDropped
        }
    }
}

/// Why a stranger's connection was closed, or its request refused.
package enum StrangerRefusal: String, Sendable, Equatable, CaseIterable {
    /// There were too many strangers in all, and this one was the oldest.
    case crowd
    /// There were too many of one peer, and this one was its oldest.
    case peer
    /// The request's body did not come in time.
    case slowBody = "slow_body"
    /// The request to a webhook was not signed by the carrier.
    case unsigned
    /// The request was the carrier's once: its stream was let in long ago.
    case replayed
    /// A web session was asked for by a page that may not, or by a request that does not say which page.
    case origin
    /// An address asked for web sessions too often.
    case sessionRate = "session_rate"
}
