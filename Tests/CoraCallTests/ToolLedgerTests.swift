import CoraCall
import CoraTenant
import Testing

@Suite struct ToolLedgerTests {
    private let now = CallInstant(nanoseconds: 5)

    /// A ledger in which the model has asked for these tools.
    private func ledger(_ ids: [String]) -> ToolLedger {
        var ledger = ToolLedger()
        for id in ids { _ = ledger.began(id, "tool_\(id)", at: now) }
        return ledger
    }

    @Test(arguments: [
        (["a", "b"], [["a"], ["b"]]), (["b", "a"], [[], ["a", "b"]]), (["c", "a", "b"], [[], ["a"], ["b", "c"]]),
        (["c", "b", "a"], [[], [], ["a", "b", "c"]]), (["x", "a", "a"], [[], ["a"], []]),
    ])
    func `results go back in the order in which the model asked`(finished: [String], back: [[String]]) {
        var ledger = ledger(finished.contains("c") ? ["a", "b", "c"] : ["a", "b"])
        let given = finished.map { id in
            _ = ledger.finished(id, "result of \(id)", succeeded: true, at: now)
            var given: [String] = []
            while let (id, result) = ledger.takeResult() {
                #expect(result == "result of \(id)")
                given.append(id)
            }
            return given
        }
        #expect(given == back)
    }

    @Test func `an id that is asked for twice is one tool, also after it answered`() {
        var ledger = ledger(["a"])
        #expect(ledger.began("a", "tool", at: now) == false)
        #expect(ledger.running == 1)
        #expect(ledger.finished("a", "{}", succeeded: true, at: now) == true)
        #expect(ledger.finished("a", "{}", succeeded: true, at: now) == false)
        #expect(ledger.takeResult()?.id == "a")
        #expect(ledger.began("a", "tool", at: now) == false)
        #expect(ledger.takeResult() == nil)
        #expect(ledger.running == 0)
    }

    @Test func `it stays bounded, and forgets the oldest that were told first`() {
        var ledger = ledger(["kept"])
        for index in 0..<1000 {
            #expect(ledger.began("\(index)", "tool", at: now) == true)
            _ = ledger.finished("\(index)", "{}", succeeded: true, at: now)
        }
        #expect(ledger.longestRunning?.id == "kept")
        _ = ledger.finished("kept", "{}", succeeded: true, at: now)
        while ledger.takeResult() != nil {}
        for index in 1000..<2000 {
            _ = ledger.began("\(index)", "tool", at: now)
            _ = ledger.finished("\(index)", "{}", succeeded: true, at: now)
            _ = ledger.takeResult()
        }
        #expect(ledger.runs.count <= ToolLedger.longest)
        #expect(ledger.runs.last?.id == "1999")
        #expect(ledger.longestRunning == nil)
    }

    @Test func `what succeeded, what runs and what was asked for in this response stands behind the agent's words`() {
        var ledger = ledger(["a"])
        #expect(ledger.backing == ["tool_a"])
        ledger.responseDone()
        #expect(ledger.backing == ["tool_a"])
        _ = ledger.finished("a", "{}", succeeded: false, at: now)
        #expect(ledger.backing == [])
        _ = ledger.began("b", "tool_b", at: now)
        _ = ledger.finished("b", "{}", succeeded: false, at: now)
        #expect(ledger.backing == ["tool_b"])
        ledger.responseDone()
        #expect(ledger.backing == [])
        _ = ledger.began("c", "tool_c", at: now)
        _ = ledger.finished("c", "{}", succeeded: true, at: now)
        ledger.responseDone()
        ledger.remoteBegan("m1", at: now)
        let ended = ledger.remoteEnded("m1", succeeded: true, at: now)
        #expect(ended)
        #expect(ledger.backing == ["tool_c", "mcp_call"])
    }
}
