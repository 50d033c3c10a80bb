import CoraLoad
import Testing

struct TurnTableTests {
    private func steps(_ scenario: LoadScenario, turns: Int) -> [(Int, TurnTable.Step)] {
        (0..<turns * TurnTable.ticksPerTurn).flatMap { tick in TurnTable(scenario).steps(at: tick).map { (tick, $0) } }
    }

    @Test func `a talk has a whole answer in every turn`() {
        let steps = steps(.talk, turns: 3)
        #expect(steps.count { $0.1 == .answer(deltas: 25) } == 3)
        // 5 deltas at once and one a tick: said before the next turn.
        #expect(steps.filter { $0.1 == .answer(deltas: 25) }.allSatisfy { $0.0 % TurnTable.ticksPerTurn + 20 < 50 })
    }

    @Test func `an answer to be interrupted outlasts its turn`() throws {
        let steps = steps(.bargeIn, turns: 4)
        let long = steps.filter { $0.1 == .answer(deltas: TurnTable.ticksPerTurn) }
        #expect(long.count == 2)
        for (tick, _) in long {
            let next = try #require(steps.first { $0.0 > tick && $0.1 == .speechStarts })
            #expect(next.0 - tick < TurnTable.ticksPerTurn - 5)
        }
    }

    @Test func `every other answer of a tool call is one`() {
        let steps = steps(.tool, turns: 4)
        #expect(steps.count { $0.1 == .callTool } == 2)
        #expect(steps.count { $0.1 == .answer(deltas: 25) } == 2)
    }
}
