import CoraLoad
import Testing

struct FrameLedgerTests {
    private func half(_ call: Int, sent: Int, arrived: [Int], cut: [ClosedRange<Int>] = []) -> CallHalf {
        var half = CallHalf(call: call, arrivals: SequenceAccount(most: 1000))
        half.sent = sent
        half.cut = cut
        for sequence in arrived { _ = half.arrivals.add(sequence) }
        return half
    }

    @Test func `what was sent before there was a model is not lost`() {
        var ledger = FrameLedger()
        ledger.add(caller: half(1, sent: 10, arrived: Array(1...5)), model: half(1, sent: 5, arrived: Array(4...10)))
        #expect(ledger.before == 3)
        #expect(ledger.upExpected == 7)
        #expect(ledger.lost == 0)
    }

    @Test func `what did not arrive is lost, both ways, to the last frame`() {
        var ledger = FrameLedger()
        ledger.add(caller: half(1, sent: 10, arrived: [1, 2, 4]), model: half(1, sent: 5, arrived: Array(1...9)))
        #expect(ledger.upLost == 1)
        #expect(ledger.downLost == 2)
        #expect(ledger.downExpected == 5)
    }

    @Test func `what a barge-in cut need not arrive`() {
        var ledger = FrameLedger()
        ledger.add(
            caller: half(1, sent: 1, arrived: [1, 2, 3, 6]), model: half(1, sent: 6, arrived: [1], cut: [3...4]))
        #expect(ledger.cut == 1)
        #expect(ledger.downLost == 1)
        #expect(ledger.downExpected == 5)
    }

    @Test func `a caller that no model heard is named`() {
        var ledger = FrameLedger()
        ledger.add(caller: half(4, sent: 10, arrived: []), model: nil)
        ledger.add(caller: half(5, sent: 10, arrived: []), model: half(5, sent: 0, arrived: []))
        ledger.add(caller: half(6, sent: 0, arrived: []), model: nil)
        ledger.add(caller: nil, model: nil)
        #expect(ledger.unheard == [4, 5])
    }
}
