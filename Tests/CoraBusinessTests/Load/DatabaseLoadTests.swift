import CoraBusiness
import Testing

struct DatabaseLoadTests {
    @Test func `the pools that are built in do for a thousand calls beside the database`() {
        let near = DatabaseLoad(calls: 1000, roundTrip: 0.5)
        #expect(near.toolConnections == 3)
        #expect(near.otherConnections == 2)
        #expect(near.longestTool.rounded() == 15)
    }

    @Test func `160 ms away a thousand calls want fifty connections for tools, and a tool has half its time left`() {
        let far = DatabaseLoad(calls: 1000, roundTrip: 160)
        // 50 runs a second of four round trips keep 32.4 busy.
        #expect(far.toolConnections == 50)
        #expect(far.otherConnections == 8)
        #expect(far.longestTool.rounded() == 972)
    }

    @Test func `it grows with the calls and with the distance, and is two at least`() {
        #expect(DatabaseLoad(calls: 0, roundTrip: 0).toolConnections == 2)
        #expect(DatabaseLoad(calls: -1, roundTrip: -1).otherConnections == 2)
        var before = 0
        for calls in [1, 10, 100, 1000, 10_000] {
            let now = DatabaseLoad(calls: calls, roundTrip: 40).toolConnections
            #expect(now >= before)
            #expect(DatabaseLoad(calls: calls, roundTrip: 80).toolConnections >= now)
            before = now
        }
    }
}
