import Testing

@testable import CoraRedis

struct ReconnectionTests {
    @Test func `pauses double up to the limit, and spread over their upper half`() {
        var reconnection = Reconnection(pauses: .milliseconds(50)...Duration.seconds(2))
        #expect(reconnection.pause(chance: 1) == .zero)
        let longest = (1...9).map { _ -> Duration in
            reconnection.failed()
            return reconnection.pause(chance: 1)
        }
        #expect(longest == [50, 100, 200, 400, 800, 1600, 2000, 2000, 2000].map { .milliseconds($0) })
        #expect(reconnection.pause(chance: 0) == .seconds(1))
        #expect(reconnection.pause(chance: 0.5) == .milliseconds(1500))
    }

    @Test func `chances beyond their range, and ever so many failures, make no other pauses`() {
        var reconnection = Reconnection()
        for _ in 0..<10_000 { reconnection.failed() }
        #expect(reconnection.pause(chance: 7) == .seconds(2))
        #expect(reconnection.pause(chance: -7) == .seconds(1))
    }

    @Test func `after a connection that lasted the next is tried at once, after a short one it is not`() {
        var reconnection = Reconnection(stable: .seconds(10))
        reconnection.failed()
        reconnection.ended(after: .seconds(9))
        #expect(reconnection.failures == 2)
        reconnection.ended(after: .seconds(10))
        #expect(reconnection.failures == 0)
        #expect(reconnection.pause(chance: 1) == .zero)
    }
}
