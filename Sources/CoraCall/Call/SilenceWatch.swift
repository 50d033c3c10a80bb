/// Notices a caller who says nothing: asks once, asks again, then ends the call.
package struct SilenceWatch: Sendable, Equatable {
    /// What a silence leads to.
    package enum Step: Sendable, Equatable {
        /// Ask whether the caller is there, for the nth time.
        case ask(Int)
        /// Enough was asked.
        case giveUp
    }

    /// How often the caller is asked.
    package static let questions = 2

    private var quietSince: CallInstant
    private var asked = 0
    private let patience: CallDuration

    /// - Parameters:
    ///   - patience: the quiet, on both sides, that leads to a question.
    ///   - now: when the line became quiet.
    package init(patience: CallDuration, at now: CallInstant) {
        self.patience = patience
        self.quietSince = now
    }

    /// When to look again.
    package var deadline: CallInstant { quietSince + patience }

    /// How long it has been quiet.
    package func quiet(at now: CallInstant) -> CallDuration { max(now - quietSince, .zero) }

    /// Something is or was to be heard until `moment`: quiet begins after it.
    package mutating func busy(until moment: CallInstant) {
        quietSince = max(quietSince, moment)
    }

    /// The caller gave a sign of life: questions begin anew.
    package mutating func callerHeard(at now: CallInstant) {
        asked = 0
        busy(until: now)
    }

    /// It has been quiet long enough, or not.
    package mutating func deadlineReached(at now: CallInstant) -> Step? {
        guard now >= deadline else { return nil }
        quietSince = now
        guard asked < Self.questions else { return .giveUp }
        asked += 1
        return .ask(asked)
    }
}
