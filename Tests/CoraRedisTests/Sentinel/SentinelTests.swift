import Testing

@testable import CoraRedis

struct SentinelTests {
    private static func pair(_ name: String, _ port: String) -> RESPValue {
        .array([.bytes(Array(name.utf8)), .bytes(Array(port.utf8))])
    }

    @Test func `a Sentinel's answer is an address`() throws {
        #expect(try SentinelAnswer.read(Self.pair("10.0.0.7", "6380")) == RedisHost("10.0.0.7", port: 6380))
        #expect(SentinelAnswer.question("m") == RedisCommand("SENTINEL", ["GET-MASTER-ADDR-BY-NAME", "m"]))
    }

    @Test(arguments: [
        RESPValue.array([]), pair("", "6379"), pair("h", "0"), pair("h", "65536"), pair("h", "x"), .ok,
        .array([.null, .null]), .array([.text("h"), .integer(1), .integer(2)]), .integer(1),
    ])
    func `anything else is not taken for one`(answer: RESPValue) {
        #expect(throws: RedisError.unexpectedAnswer(to: "SENTINEL GET-MASTER-ADDR-BY-NAME")) {
            try SentinelAnswer.read(answer)
        }
    }

    @Test func `a name that it does not know, and an error, are told as such`() {
        #expect(throws: RedisError.away("the Sentinel knows no master of that name")) { try SentinelAnswer.read(.null) }
        let reply = RedisErrorReply("NOAUTH Authentication required.")
        #expect(throws: RedisError.server(reply)) { try SentinelAnswer.read(.error(reply)) }
    }

    @Test func `the one that answered is asked first the next time`() {
        let hosts = (1...3).map { RedisHost("s\($0)", port: 1) }
        var order = SentinelOrder(hosts)
        order.answered(hosts[2])
        #expect(order.hosts == [hosts[2], hosts[0], hosts[1]])
        order.answered(RedisHost("s9", port: 1))
        #expect(order.hosts == [hosts[2], hosts[0], hosts[1]])
    }
}
