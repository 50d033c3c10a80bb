// What a fault makes of a response's steps.
extension ResponseFault {
    /// Why the response fails, if it does.
    var failure: (reason: StandInFaults.ResponseFailure, wait: Duration?)? {
        if case .failed(let reason, let wait) = self { (reason, wait) } else { nil }
    }

    /// How much later the response begins.
    var delay: Duration {
        if case .slow(let delay) = self { delay } else { .zero }
    }

    /// The steps that are left of those the response was to do.
    func steps(_ steps: [ResponseRun.Step]) -> [ResponseRun.Step] {
        switch self {
        case .ignored, .failed, .slow, .textOnly, .callAgain: return steps
        case .stalls(let milliseconds): return Self.cut(steps, at: milliseconds)
        case .empty: return [Self.step(.finish(.completed))]
        case .incomplete(.contentFilter, let milliseconds, _):
            let kept = Self.cut(steps, at: milliseconds)
            return kept + [Self.step(.finish(.filtered), after: kept)]
        case .incomplete(.maxOutputTokens, let milliseconds, let call):
            let kept = Self.cut(steps, at: milliseconds)
            let half =
                call.map { [Self.step(.closeMessage, after: kept), Self.step(.halfCall($0), after: kept)] } ?? []
            return kept + half + [Self.step(.finish(.outOfTokens), after: kept)]
        case .callAfterSpeech: return steps.filter { !$0.action.isFinish }
        case .mcpCall(let call):
            let end = steps.filter(\.action.isFinish)
            return steps.filter { !$0.action.isFinish } + [Self.step(.mcpCall(call), after: steps)] + end
        }
    }

    /// A step that is due with the last of the others.
    private static func step(_ action: ResponseRun.Action, after steps: [ResponseRun.Step] = []) -> ResponseRun.Step {
        ResponseRun.Step(delay: steps.last?.delay ?? .zero, action: action)
    }

    /// The steps up to so many milliseconds of audio; none for 0.
    private static func cut(_ steps: [ResponseRun.Step], at milliseconds: Int) -> [ResponseRun.Step] {
        var sent = 0
        return Array(
            steps.prefix { step in
                guard sent < milliseconds, !step.action.isFinish else { return false }
                if case .audio(_, let length) = step.action { sent += length }
                return true
            })
    }
}

extension ResponseRun.Action {
    /// Whether the action ends the response.
    fileprivate var isFinish: Bool {
        if case .finish = self { true } else { false }
    }
}
