import CoraLoad
import Testing

struct SequenceAccountTests {
    private func account(_ sequences: [Int]) -> SequenceAccount {
        var account = SequenceAccount(most: 1000)
        for sequence in sequences { _ = account.add(sequence) }
        return account
    }

    @Test func `frames that did not arrive are missing, to the last one sent`() {
        let account = account([3, 4, 6, 7])
        #expect(account.first == 3)
        #expect(account.missing(from: 3, to: 7) == 1)
        #expect(account.missing(from: 3, to: 10) == 4)
        #expect(account.missing(from: 3, to: 10, except: [8...9]) == 2)
        #expect(account.missing(from: 5, to: 4) == 0)
    }

    @Test func `a frame that comes twice, or late, is out of order and arrived once`() {
        let account = account([1, 3, 2, 3])
        #expect(account.arrived == 3)
        #expect(account.reordered == 2)
        #expect(account.missing(from: 1, to: 3) == 0)
    }

    @Test(arguments: [0, -1, 1001, Int.max])
    func `a number that was never sent is refused`(_ sequence: Int) {
        var account = SequenceAccount(most: 1000)
        let isTaken = account.add(sequence)
        #expect(!isTaken)
        #expect(account.arrived == 0)
    }
}
