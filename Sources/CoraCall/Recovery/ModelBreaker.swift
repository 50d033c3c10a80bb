package import CoraTenant

/// Keeps calls from dialling a model that cannot be reached: after many failures in a row it opens, and all calls wait
/// for one that tries. A call alone never opens it: it makes some nine dials within its bound.
package struct ModelBreaker: Sendable, Equatable {
    private enum State: Sendable, Equatable {
        /// Calls dial; so many dials have failed in a row.
        case closed(failures: Int)
        /// No call dials before this moment.
        case open(until: CallInstant, pause: CallDuration)
        /// One call dials, and the others wait for what comes of it.
        case probing(until: CallInstant, pause: CallDuration)
    }

    /// How many failures in a row open it.
    package static let threshold = 20
    /// For how long it opens at first; each failed probe doubles that.
    static let firstPause = CallDuration.seconds(1)
    /// The longest time for which it opens.
    static let longestPause = CallDuration.seconds(15)
    /// How long a probe is waited for.
    static let probe = CallDuration.seconds(5)
    /// How long a call waits that comes while another one probes.
    static let look = CallDuration.milliseconds(500)

    private var state = State.closed(failures: 0)

    package init() {}

    /// Whether calls dial freely.
    package var isClosed: Bool { if case .closed = state { true } else { false } }

    /// A call wants to dial.
    /// - Returns: nil if it may, now; else how long it waits before it asks again.
    package mutating func wait(at now: CallInstant) -> CallDuration? {
        switch state {
        case .closed: return nil
        case .open(let until, _) where until > now: return until - now
        case .probing(let until, _) where until > now: return Self.look
        case .open(_, let pause), .probing(_, let pause):
            state = .probing(until: now + Self.probe, pause: pause)
            return nil
        }
    }

    /// A session was set up.
    package mutating func succeeded() { state = .closed(failures: 0) }

    /// A dial failed, or its session was lost before it was set up.
    package mutating func failed(at now: CallInstant) {
        switch state {
        case .closed(let failures):
            state =
                failures + 1 < Self.threshold ? .closed(failures: failures + 1) : opened(for: Self.firstPause, at: now)
        case .probing(_, let pause): state = opened(for: min(pause + pause, Self.longestPause), at: now)
        case .open: break
        }
    }

    private func opened(for pause: CallDuration, at now: CallInstant) -> State {
        .open(until: now + pause, pause: pause)
    }
}
