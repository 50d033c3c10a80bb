/// How the calls of an instance end that admits no new ones.
///
/// They go on until they end, or until the deadline; those that outlast it are asked to end here, and get ``farewell``
/// for last words; then they are cut. ``hurry(at:)`` goes on to the next of these stages at once. Pure.
package struct Drain: Sendable, Equatable {
    /// How far a drain has come.
    package enum Stage: Int, Sendable, Comparable {
        /// Calls go on to their end.
        case goesOn
        /// Calls that are still live are asked to end.
        case leaving
        /// Calls that are still live are cut.
        case cutting

        /// Whether the first stage comes before the other.
        package static func < (one: Stage, other: Stage) -> Bool { one.rawValue < other.rawValue }
    }

    /// How long last words may take.
    package static let farewell = CallDuration.seconds(8)

    /// When calls that are still live are asked to end; nil for never.
    package private(set) var until: CallInstant?
    /// Whether the process goes away afterwards; the drain then cannot be undone.
    package private(set) var endsProcess = false
    private var haste = 0

    package init(until: CallInstant?) {
        self.until = until
    }

    /// How far the drain has come by now.
    package func stage(at now: CallInstant) -> Stage {
        guard let until, now >= until else { return .goesOn }
        return haste > 1 || now >= until + Self.farewell ? .cutting : .leaving
    }

    /// Changes the deadline.
    package mutating func move(until: CallInstant?) {
        self.until = until
    }

    /// The process goes away afterwards. Of two deadlines the earlier counts.
    package mutating func endProcess(until: CallInstant) {
        endsProcess = true
        self.until = min(self.until ?? until, until)
    }

    /// Hurries the drain: the first time calls are asked to end now, the second time they are cut.
    package mutating func hurry(at now: CallInstant) {
        haste += 1
        until = min(until ?? now, now)
    }
}
