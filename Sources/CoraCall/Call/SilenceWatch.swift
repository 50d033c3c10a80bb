package import CoraTenant

/// Notices a caller who says nothing: has them asked once, asked again, and then has the call ended.
package struct SilenceWatch: Sendable, Equatable {
    /// What a silence leads to.
    package enum Step: Sendable, Equatable {
        /// Ask whether the caller is there: 1 the first time, 2 the second.
        case ask(Int)
        /// The caller was asked often enough: end the call.
        case giveUp
    }

    /// How often the caller is asked.
    package static let questions = 2

    private var quietSince: CallInstant
    private var asked = 0
    private var noises = 0
    private let patience: CallDuration

    /// - Parameters:
    ///   - patience: how long both sides are quiet before a question.
    ///   - now: when the line became quiet.
    package init(patience: CallDuration, at now: CallInstant) {
        self.patience = patience
        self.quietSince = now
    }

    /// When to call ``deadlineReached(at:)`` next.
    package var deadline: CallInstant { quietSince + patience }

    /// How long both sides have been quiet.
    package func quiet(at now: CallInstant) -> CallDuration { max(now - quietSince, .zero) }

    /// Something is to be heard until `moment`: the quiet begins then.
    package mutating func busy(until moment: CallInstant) {
        quietSince = max(quietSince, moment)
    }

    /// The caller spoke or pressed a key: the questions begin anew.
    package mutating func callerHeard(at now: CallInstant) {
        asked = 0
        noises = 0
        busy(until: now)
    }

    /// A turn came that has no words: noise, or a television. Such turns are no sign of life, and the answers that the
    /// model gives them must not keep a line open for ever: every second one counts as a quiet that has lasted long
    /// enough.
    package mutating func noiseHeard(at now: CallInstant) -> Step? {
        noises += 1
        guard noises.isMultiple(of: 2) else { return nil }
        return step(at: now)
    }

    /// What to do about the quiet; nil if it has not lasted long enough.
    package mutating func deadlineReached(at now: CallInstant) -> Step? {
        guard now >= deadline else { return nil }
        return step(at: now)
    }

    private mutating func step(at now: CallInstant) -> Step {
        quietSince = max(quietSince, now)
        guard asked < Self.questions else { return .giveUp }
        asked += 1
        return .ask(asked)
    }
}
