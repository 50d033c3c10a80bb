/// What the model does when, in ticks of 100 ms from the end of the greeting. A value.
///
/// A turn takes 5 s: the caller speaks (0), stops (10), and is answered (12). An answer that is let finish is 2.5 s; one
/// that the caller speaks over is still being said when the next turn begins.
package struct TurnTable: Sendable, Equatable {
    /// A tick's length, in nanoseconds.
    package static let tick: UInt64 = 100_000_000
    package static let ticksPerTurn = 50
    private static let stops = 10
    private static let answers = 12
    /// A `clear` and a truncation are to have come by then.
    private static let checks = 20

    /// What is to be done at a tick.
    package enum Step: Sendable, Equatable {
        /// The caller speaks, over the agent or not.
        case speechStarts
        case speechStops
        /// The model answers, with so many deltas of 100 ms.
        case answer(deltas: Int)
        /// The model answers with a tool call.
        case callTool
        /// What the last barge-in was to bring about is to be there.
        case check
    }

    package let scenario: LoadScenario

    package init(_ scenario: LoadScenario) { self.scenario = scenario }

    /// The steps of a tick, in order.
    package func steps(at tick: Int) -> [Step] {
        let (turn, place) = tick.quotientAndRemainder(dividingBy: Self.ticksPerTurn)
        let isOther = !turn.isMultiple(of: 2)
        switch place {
        case 0: return [.speechStarts]
        case Self.stops: return [.speechStops]
        case Self.answers where scenario == .tool && isOther: return [.callTool]
        // Until the next turn cuts it: the caller speaks over every other answer.
        case Self.answers where scenario == .bargeIn && !isOther: return [.answer(deltas: Self.ticksPerTurn)]
        case Self.answers: return [.answer(deltas: 25)]
        case Self.checks: return [.check]
        default: return []
        }
    }
}
