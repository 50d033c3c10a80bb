package import CoraCall
import Synchronization

/// Counts and times what all calls of this process do. Calls report to it from their event loops a few times a turn;
/// each report holds a lock for some hundred nanoseconds, and a reader only while it copies references.
package final class FleetMeter: CallObserver, CallRecorder {
    private let counts = Mutex(FleetCounts())
    private let endedCalls = Mutex(EndedTimelines())
    private let now: @Sendable () -> CallInstant
    private let wall: @Sendable () -> Int64

    /// - Parameters:
    ///   - now: the process' clock.
    ///   - wall: milliseconds since 1970 (UTC).
    package init(now: @escaping @Sendable () -> CallInstant, wall: @escaping @Sendable () -> Int64) {
        self.now = now
        self.wall = wall
    }

    package func observed(_ observation: CallObservation, of ticket: CallTicket) {
        let now = now()
        let wall = if case .modelFailed = observation { wall() } else { Int64(0) }
        counts.withLock { $0.observed(observation, of: ticket.streamID, at: now, wall: wall) }
    }

    package func record(_ entry: CallRecord, of ticket: CallTicket) {
        switch entry {
        case .started: counts.withLock { $0.started() }
        case .ended(let termination, let figures):
            let now = now()
            counts.withLock { $0.ended(termination, figures, at: now) }
        case .turn, .tool, .transfer, .claim, .usage, .transcription: break
        }
    }

    package func ended(_ detail: CallDetail, of ticket: CallTicket) {
        let wall = wall()
        endedCalls.withLock { $0.remember(CallTimelineStats(detail, of: ticket, wall: wall)) }
    }

    /// What is remembered of a call that is over; nil if it is not, or no more.
    package func endedCall(_ callSID: String) -> CallTimelineStats? {
        endedCalls.withLock { $0[callSID] }
    }

    /// Writes what was counted into the stats; the calls that live are added by who knows them.
    package func read(into stats: inout FleetStats) {
        let copy = counts.withLock { $0 }
        copy.read(into: &stats, at: now())
    }
}
