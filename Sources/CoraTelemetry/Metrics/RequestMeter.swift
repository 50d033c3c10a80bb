import CoraCall
import CoraSupervisor
package import CoraTenant
import Synchronization

/// Counts of HTTP requests. Of a bounded size: routes are the patterns of a router, and statuses are those that the
/// server gives.
struct RequestCounts: Sendable {
    /// How many were answered, by route and status.
    var answered: [String: [String: Int]] = [:]
    /// How long they took, by route.
    var took: [String: LatencyBuckets] = [:]
}

/// Counts and times HTTP requests. Any thread; takes a lock for the length of an addition.
package final class RequestMeter: Sendable {
    private let state = Mutex(RequestCounts())

    /// What was counted.
    var counts: RequestCounts { state.withLock { $0 } }

    /// Counts an answered request.
    /// - Parameters:
    ///   - route: the route's pattern, never the path of the request.
    ///   - status: the HTTP status.
    package func record(route: String, status: Int, took span: CallDuration) {
        state.withLock { counts in
            counts.answered[route, default: [:]][String(status), default: 0] += 1
            counts.took[route, default: LatencyBuckets(bounds: LatencyBuckets.moments)].add(span)
        }
    }
}
