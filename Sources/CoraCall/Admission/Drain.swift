/// What becomes of the calls of an instance that takes no new ones.
///
/// They go on until they end, or until the deadline; those that outlast it are asked to end here, and have some time
/// for last words that are heard; then they are cut. Whoever is in a hurry goes on to the next of these at once. Pure.
package struct Drain: Sendable, Equatable {
    /// How far it has come.
    package enum Stage: Int, Sendable, Comparable {
        /// Calls go on to their end.
        case goesOn
        /// Those that still live are asked to end.
        case leaving
        /// Those that still live are cut.
        case cutting

        package static func < (one: Stage, other: Stage) -> Bool { one.rawValue < other.rawValue }
    }

    /// How long last words may take.
    package static let farewell = CallDuration.seconds(8)

    /// When calls that still live are asked to end; nil for never.
    package private(set) var until: CallInstant?
    /// Whether the process goes away afterwards: it cannot be taken back.
    package private(set) var endsProcess = false
    private var haste = 0

    package init(until: CallInstant?) {
        self.until = until
    }

    /// How far it has come by now.
    package func stage(at now: CallInstant) -> Stage {
        guard let until, now >= until else { return .goesOn }
        return haste > 1 || now >= until + Self.farewell ? .cutting : .leaving
    }

    /// It is to be over at another time.
    package mutating func move(until: CallInstant?) {
        self.until = until
    }

    /// The process goes away afterwards. Of two deadlines the earlier counts.
    package mutating func endProcess(until: CallInstant) {
        endsProcess = true
        self.until = min(self.until ?? until, until)
    }

    /// It is to hurry: the first time calls are asked to end now, the second time they are cut.
    package mutating func hurry(at now: CallInstant) {
        haste += 1
        until = min(until ?? now, now)
    }
}
