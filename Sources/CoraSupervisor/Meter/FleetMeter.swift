package import CoraCall
package import CoraTenant
import Synchronization

/// Counts and times what all calls of this process do. Calls report to it from their event loops a few times a turn; a
/// report holds the lock for some hundred nanoseconds, a reader only while it copies references.
package final class FleetMeter: CallObserver, CallRecorder {
    private let counts = Mutex(FleetCounts())
    private let endedCalls = Mutex(EndedTimelines())
    private let clocks: Clocks

    package init(clocks: Clocks) {
        self.clocks = clocks
    }

    /// Counts and times what a call has observed. Called on event loops.
    package func observed(_ observation: CallObservation, of ticket: CallTicket) {
        let now = clocks.steady()
        counts.withLock { $0.observed(observation, of: ticket.streamID, at: now, wall: clocks.wall) }
    }

    /// Counts a call's beginning and end. Called on event loops.
    package func record(_ entry: CallRecord, of ticket: CallTicket) {
        switch entry {
        case .started:
            let now = clocks.steady()
            counts.withLock { $0.started(ticket, at: now) }
        case .ended(let termination, let figures):
            let now = clocks.steady()
            counts.withLock { $0.ended(ticket.streamID, termination, figures, at: now) }
        case .turn, .tool, .transfer, .claim, .usage, .transcription, .page: break
        }
    }

    /// Keeps the timeline of a call that has ended.
    package func ended(_ detail: CallDetail, of ticket: CallTicket) {
        let wall = clocks.wall()
        endedCalls.withLock { $0.remember(CallTimelineStats(detail, of: ticket, wall: wall)) }
    }

    /// The timeline of a call that is over; nil while the call lives, and once it is forgotten.
    package func endedCall(_ callSID: String) -> CallTimelineStats? {
        endedCalls.withLock { $0[callSID] }
    }

    /// Writes what was counted into the stats. Live calls are not in it: `FleetReader` adds them.
    package func read(into stats: inout FleetStats) {
        let copy = counts.withLock { $0 }
        copy.read(into: &stats, at: clocks.steady())
    }

    /// What was timed since the process started.
    package var timings: FleetTimings { counts.withLock { $0 }.timings }
}
