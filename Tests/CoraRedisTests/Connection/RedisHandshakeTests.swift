import Testing

@testable import CoraRedis

struct RedisHandshakeTests {
    private static let whole = RedisHandshake(
        credentials: .init(user: "cora", password: "hunter2"), database: 3, name: "cora", asksRole: true)
    private static let master = RESPValue.array([.bytes(Array("master".utf8)), .integer(0), .array([])])

    @Test func `it says who we are, the name, the database, asks the role, and whether it may begin`() {
        #expect(
            Self.whole.commands == [
                RedisCommand("AUTH", ["cora", "hunter2"]), RedisCommand("CLIENT", ["SETNAME", "cora"]),
                RedisCommand("SELECT", [3]), RedisCommand("ROLE"), RedisCommand("PING"),
            ])
        #expect(RedisHandshake().commands == [RedisCommand("PING")])
        #expect(
            RedisHandshake(credentials: .init(user: nil, password: "p")).commands.first
                == RedisCommand("AUTH", ["p"]))
    }

    /// The answers with one of them replaced.
    private func fault(_ place: Int, _ answer: RESPValue) -> RedisError? {
        var answers: [RESPValue] = [.ok, .ok, .ok, Self.master, .text("PONG")]
        answers[place] = answer
        return Self.whole.fault(in: answers)
    }

    private func error(_ line: String) -> RESPValue { .error(RedisErrorReply(line)) }

    @Test func `it is of use if all is well, or if only a name or a PING is not permitted`() {
        #expect(fault(4, .text("PONG")) == nil)
        #expect(fault(1, error("NOPERM no")) == nil)
        #expect(fault(1, error("ERR unknown command")) == nil)
        #expect(fault(4, error("NOPERM no")) == nil)
    }

    @Test func `a server that is loading, has no such database or refuses us is of no use`() {
        #expect(fault(4, error("LOADING wait")) == .server(RedisErrorReply("LOADING wait")))
        #expect(fault(2, error("ERR DB index is out of range"))?.remedy == .never)
        #expect(fault(3, error("NOPERM no"))?.remedy == .tellOperator)
        #expect(fault(0, error("WRONGPASS no"))?.remedy == .tellOperator)
    }

    @Test func `a server that has no room is of no use, whichever command that answers`() {
        let full = RedisErrorReply("ERR max number of clients reached")
        for place in 0...4 { #expect(fault(place, .error(full)) == .server(full)) }
        #expect(Self.whole.fault(in: [.error(full)]) == .server(full))
        #expect(Self.whole.fault(in: []) == nil)
    }

    @Test func `what a server says about a password is not passed on`() {
        for line in ["WRONGPASS hunter2 is wrong", "ERR hunter2", "hunter2"] {
            #expect(fault(0, error(line))?.description.contains("hunter2") == false)
        }
    }

    @Test func `a replica is not taken for the master`() {
        #expect(fault(3, .array([.bytes(Array("slave".utf8)), .bytes([])]))?.remedy == .elsewhere)
        #expect(fault(3, .array([.text("sentinel")])) == .unexpectedAnswer(to: "ROLE"))
        #expect(fault(3, .null) == .unexpectedAnswer(to: "ROLE"))
        #expect(fault(3, .array([])) == .unexpectedAnswer(to: "ROLE"))
    }
}
