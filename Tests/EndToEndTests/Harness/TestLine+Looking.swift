import CoraCall
import CoraServer
import CoraStandIn
import CoraSupervisor
import CoraWire
import Testing

extension TestLine {
    // MARK: Looking

    /// How a call ended, and what it counted.
    func ending(of callSID: String) async throws -> (Termination, CallFigures) {
        let kept = try await calls.first("the end of \(callSID)") { kept in
            guard case .ended = kept.entry else { return false }
            return kept.callSID == callSID
        }
        guard case .ended(let termination, let figures) = kept.entry else {
            throw Ledger<Kept>.Missing(description: "")
        }
        return (termination, figures)
    }

    /// What was kept of what was said on a call.
    func turns(of callSID: String) -> [Turn] {
        calls.events.compactMap { kept in
            if kept.callSID == callSID, case .turn(let turn) = kept.entry { turn } else { nil }
        }
    }

    /// Waits until the caller has heard so much of the agent to its end.
    func isHeard(on socket: MediaSocket, turns count: Int) async throws {
        try await eventually("\(count) turns heard") {
            turns(of: socket.callSID).count { $0.role == .assistant } >= count
        }
    }

    /// Waits for the line in the log that says why a call ended.
    @discardableResult
    func logged(_ reason: String, of callSID: String?) async throws -> JSON {
        try await log.first("a line about \(reason)") { line in
            line["message"] == "call ended" && line["cora.reason"]?.string?.contains(reason) == true
                && line["cora.call.sid"]?.string == callSID
        }
    }

    /// Waits until so many calls live here, with so many model sessions.
    func settles(at count: Int) async throws {
        try await eventually("\(count) live calls") { await application.supervisor.liveCount == count }
        try await eventually("\(count) model sessions") { model.sessionsOpen == count }
    }
}
