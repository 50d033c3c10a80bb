import BenchProbes
import CoraStandIn
import CoraWire
import Synchronization

/// Which sessions of the model belong to which caller, and when they began: the caller's number is in the instructions.
final class RecoverySessions: StandInObserver {
    /// One session.
    struct Session: Sendable {
        let id: String
        /// When its websocket opened, by the process' monotonic clock.
        let openedAt: UInt64
        /// When the caller's first turn in it was committed; nil before.
        var committedAt: UInt64?
    }

    private struct State {
        var opened: [String: UInt64] = [:]
        var callers: [String: [Session]] = [:]
        var callerOf: [String: String] = [:]
    }

    private static let key = "The caller's number: "
    private let state = Mutex(State())

    /// The caller's sessions, in the order in which they were set up.
    func sessions(of caller: String) -> [Session] { state.withLock { $0.callers[caller] ?? [] } }

    func sessionOpened(_ session: String) {
        let now = Stamp.now
        state.withLock { $0.opened[session] = now }
    }

    func received(_ event: JSON, session: String, at: Duration) {
        guard event["type"]?.string == "session.update",
            let instructions = event["session"]?["instructions"]?.string,
            let caller = Self.caller(in: instructions)
        else { return }
        state.withLock { state in
            guard state.callerOf.updateValue(caller, forKey: session) == nil else { return }
            state.callers[caller, default: []].append(Session(id: session, openedAt: state.opened[session] ?? 0))
        }
    }

    func sent(_ type: String, session: String, at: Duration) {
        guard type == "input_audio_buffer.committed" else { return }
        let now = Stamp.now
        state.withLock { state in
            guard let caller = state.callerOf[session],
                let index = state.callers[caller]?.firstIndex(where: { $0.id == session && $0.committedAt == nil })
            else { return }
            state.callers[caller]?[index].committedAt = now
        }
    }

    private static func caller(in instructions: String) -> String? {
        let parts = instructions.split(separator: key, maxSplits: 1)
        return parts.count == 2 ? String(parts[1].prefix { $0 == "+" || $0.isNumber }) : nil
    }
}
