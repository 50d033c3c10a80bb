import CoraSupervisor
import Testing

@testable import CoraDoor

struct StrangerLedgerTests {
    /// Stands for a channel.
    private final class Connection {}

    private let some = (0..<600).map { _ in Connection() }

    private func id(_ number: Int) -> ObjectIdentifier { ObjectIdentifier(some[number]) }

    /// Which of the connections it is.
    private func number(_ eviction: StrangerLedger.Eviction?) -> Int? {
        eviction.flatMap { found in some.firstIndex { ObjectIdentifier($0) == found.id } }
    }

    @Test func `a new connection is let in, however many there are: the one that was silent for the longest goes`() {
        var ledger = StrangerLedger(.init(all: 3, perPeer: 100))
        for place in 0..<3 { #expect(ledger.arrived(id(place), from: "a\(place)") == nil) }
        let evicted = ledger.arrived(id(3), from: "b")
        #expect(number(evicted) == 0)
        #expect(evicted?.why == .crowd)
        #expect(ledger.count == 3)
        #expect(number(ledger.arrived(id(4), from: "b")) == 1)
    }

    @Test func `one that has asked, or was answered, is the youngest again`() {
        var ledger = StrangerLedger(.init(all: 3, perPeer: 100))
        for place in 0..<3 { _ = ledger.arrived(id(place), from: "a\(place)") }
        ledger.heard(of: id(0))
        ledger.heard(of: id(1))
        #expect(number(ledger.arrived(id(3), from: "b")) == 2)
        #expect(number(ledger.arrived(id(4), from: "b")) == 0)
    }

    @Test func `a peer with too many loses its own oldest connection, and no other peer loses one`() {
        var ledger = StrangerLedger(.init(all: 100, perPeer: 2))
        _ = ledger.arrived(id(0), from: "quiet")
        for place in 1...2 { _ = ledger.arrived(id(place), from: "loud") }
        ledger.heard(of: id(1))
        let evicted = ledger.arrived(id(3), from: "loud")
        #expect(number(evicted) == 2)
        #expect(evicted?.why == .peer)
        #expect(ledger.count(of: "loud") == 2)
        #expect(ledger.count(of: "quiet") == 1)
    }

    @Test func `one that is closed, or no stranger's any more, makes room once`() {
        var ledger = StrangerLedger(.init(all: 2, perPeer: 2))
        _ = ledger.arrived(id(0), from: "a")
        _ = ledger.arrived(id(1), from: "a")
        ledger.remove(id(0))
        ledger.remove(id(0))
        #expect(ledger.count == 1)
        #expect(ledger.count(of: "a") == 1)
        #expect(ledger.arrived(id(2), from: "a") == nil)
        #expect(number(ledger.arrived(id(3), from: "a")) == 1)
        ledger.heard(of: id(0))
        #expect(ledger.count == 2)
    }

    @Test func `behind a proxy a connection counts under no peer until a request on it names its client`() {
        var ledger = StrangerLedger(.init(all: 100, perPeer: 2))
        for place in 0..<6 { #expect(ledger.arrived(id(place), from: nil) == nil) }
        #expect(ledger.asked(id(0), for: "loud") == nil)
        #expect(ledger.asked(id(1), for: "loud") == nil)
        #expect(ledger.asked(id(2), for: "quiet") == nil)
        #expect(number(ledger.asked(id(3), for: "loud")) == 0)
        // The proxy uses the same connection for another client.
        #expect(ledger.asked(id(1), for: "quiet") == nil)
        #expect(ledger.count(of: "loud") == 1)
        #expect(ledger.count(of: "quiet") == 2)
        #expect(ledger.asked(id(9), for: "quiet") == nil)
    }

    @Test func `room can be made, the oldest first`() {
        var ledger = StrangerLedger(.init(all: 10, perPeer: 10))
        for place in 0..<3 { _ = ledger.arrived(id(place), from: "a") }
        ledger.heard(of: id(0))
        #expect(ledger.takeOldest() == id(1))
        #expect(ledger.takeOldest() == id(2))
        #expect(ledger.takeOldest() == id(0))
        #expect(ledger.takeOldest() == nil)
        #expect(ledger.count(of: "a") == 0)
    }

    @Test func `however often a connection is heard of, the one that is silent stays the oldest`() {
        var ledger = StrangerLedger(.init(all: 10, perPeer: 10))
        _ = ledger.arrived(id(0), from: "a")
        _ = ledger.arrived(id(1), from: "a")
        for _ in 0..<10_000 { ledger.heard(of: id(1)) }
        #expect(ledger.count == 2)
        #expect(ledger.count(of: "a") == 2)
        #expect(ledger.takeOldest() == id(0))
        #expect(ledger.takeOldest() == id(1))
    }

    @Test func `a limit of nothing still lets one in`() {
        var ledger = StrangerLedger(.init(all: 0, perPeer: 0))
        #expect(ledger.arrived(id(0), from: "a") == nil)
        #expect(number(ledger.arrived(id(1), from: "a")) == 0)
        #expect(ledger.count == 1)
    }
}
