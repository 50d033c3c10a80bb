import NIOCore
import NIOEmbedded
import Testing

@testable import CoraRedis

/// A link on an embedded channel, whose clock is moved by hand.
struct RedisLinkTests {
    /// A link, what it wrote, and what became of its commands.
    private final class Bench {
        let channel = EmbeddedChannel()
        let link: RedisLink
        var told: [Int: RedisLink.Answer] = [:]
        var why: RedisError?

        init(_ limits: RedisLimits = RedisLimits(), isOpen: Bool = true) throws {
            link = RedisLink(on: channel.embeddedEventLoop, limits: limits)
            try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
            try channel.pipeline.syncOperations.addHandler(link)
            link.onEnd { [weak self] in self?.why = $0 }
            if isOpen { link.open() }
        }

        deinit { _ = try? channel.finish(acceptAlreadyClosed: true) }

        /// Sends a command that is known by its number.
        @discardableResult
        func send(_ number: Int, within milliseconds: Int64 = 100, isHandshake: Bool = false) -> Int {
            let deadline = channel.embeddedEventLoop.now + .milliseconds(milliseconds)
            return link.send(RedisCommand("GET", [.integer(Int64(number))]), until: deadline, isHandshake: isHandshake)
            {
                self.told[number] = $0
            }
        }

        func answer(_ text: String) throws { try channel.writeInbound(ByteBuffer(string: text)) }

        /// The numbers of the commands in each write since the last question.
        func written() throws -> [[Int]] {
            channel.embeddedEventLoop.run()
            var writes: [[Int]] = []
            while let bytes = try channel.readOutbound(as: ByteBuffer.self) {
                var decoder = RESPDecoder()
                decoder.feed(bytes)
                var numbers: [Int] = []
                while let words = try decoder.next()?.elements {
                    numbers.append(words.last?.integer.map { Int($0) } ?? -1)
                }
                writes.append(numbers)
            }
            return writes
        }

        func pass(_ milliseconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .milliseconds(milliseconds)) }
    }

    @Test func `commands of one turn of the loop are one write, and answers come back in order`() throws {
        let bench = try Bench()
        for number in 1...3 { bench.send(number) }
        #expect(try bench.written() == [[1, 2, 3]])
        try bench.answer("+a\r\n$1\r\n")
        #expect(bench.told == [1: .success(.text("a"))])
        try bench.answer("b\r\n-ERR c\r\n")
        #expect(bench.told[2] == .success(.bytes([0x62])))
        #expect(bench.told[3] == .success(.error(RedisErrorReply("ERR c"))))
        #expect(bench.link.underWay == 0)
    }

    @Test func `a late answer is dropped, and the pipeline stays in step`() throws {
        let bench = try Bench()
        bench.send(1, within: 10)
        bench.send(2, within: 100)
        _ = try bench.written()
        bench.pass(10)
        #expect(bench.told == [1: .failure(.deadline(wasSent: true))])
        bench.send(3, within: 100)
        try bench.answer("+one\r\n+two\r\n+three\r\n")
        #expect(bench.told[2] == .success(.text("two")))
        #expect(bench.told[3] == .success(.text("three")))
        #expect(bench.link.late == 1 && bench.why == nil)
    }

    @Test func `a command that is cancelled is told so at once, and its answer is dropped`() throws {
        let bench = try Bench()
        let id = bench.send(1)
        bench.send(2)
        bench.link.cancel(id)
        #expect(bench.told == [1: .failure(.cancelled(wasSent: true))])
        try bench.answer("+one\r\n+two\r\n")
        #expect(bench.told[2] == .success(.text("two")))
        bench.link.cancel(id)
    }

    @Test func `what comes before the link is open is held back, in order, behind the handshake`() throws {
        let bench = try Bench(isOpen: false)
        bench.send(1)
        let given = bench.send(2)
        bench.send(3, within: 10)
        bench.send(10, isHandshake: true)
        #expect(try bench.written() == [[10]])
        bench.link.cancel(given)
        bench.pass(10)
        #expect(bench.told[2] == .failure(.cancelled(wasSent: false)))
        #expect(bench.told[3] == .failure(.deadline(wasSent: false)))
        try bench.answer("+PONG\r\n")
        bench.link.open()
        bench.send(4)
        #expect(try bench.written() == [[1, 4]])
    }

    @Test func `a further command than may be under way fails at once`() throws {
        let bench = try Bench(RedisLimits(mostCommands: 2))
        for number in 1...3 { bench.send(number) }
        #expect(bench.told == [3: .failure(.busy(underWay: 2))])
        try bench.answer("+one\r\n")
        bench.send(4)
        #expect(bench.told[4] == nil)
        let waiting = try Bench(RedisLimits(mostCommands: 2), isOpen: false)
        for number in 1...3 { waiting.send(number) }
        #expect(waiting.told == [3: .failure(.busy(underWay: 2))])
    }

    @Test func `bytes under way are bounded, and so is one command`() throws {
        let bench = try Bench(RedisLimits(mostBytes: 50, longestCommand: 40))
        for number in 1...3 { bench.send(number) }
        #expect(bench.told == [3: .failure(.busy(underWay: 2))])
        let deadline = bench.channel.embeddedEventLoop.now + .seconds(1)
        bench.link.send(RedisCommand("SET", [.bytes([UInt8](repeating: 0, count: 60))]), until: deadline) {
            bench.told[4] = $0
        }
        #expect(bench.told[4] == .failure(.tooLong(bytes: 80)))
    }

    @Test func `a server that owes an answer for too long is left`() throws {
        let bench = try Bench(RedisLimits(silence: .seconds(5)))
        bench.send(1, within: 100)
        bench.pass(3000)
        bench.send(2, within: 100_000)
        bench.pass(1999)
        #expect(bench.why == nil)
        bench.pass(1)
        #expect(bench.why == .lost("no answer for 5000 ms"))
        #expect(bench.told[2] == .failure(.lost("no answer for 5000 ms")))
        #expect(!bench.channel.isActive)
        bench.send(3)
        #expect(bench.told[3] == .failure(.away("no answer for 5000 ms")))
    }

    @Test func `a server that answers slowly, one by one, is not left`() throws {
        let bench = try Bench(RedisLimits(silence: .seconds(5)))
        for number in 1...4 { bench.send(number, within: 60_000) }
        for _ in 1...4 {
            bench.pass(4900)
            try bench.answer("+x\r\n")
        }
        #expect(bench.why == nil)
        #expect(bench.told.count == 4)
    }

    @Test func `a connection that is not used is asked, and left if it does not answer`() throws {
        let bench = try Bench(RedisLimits(silence: .seconds(5), pingAfter: .seconds(15)))
        bench.pass(14_999)
        #expect(try bench.written().isEmpty)
        bench.pass(1)
        #expect(try bench.written() == [[-1]])
        try bench.answer("+PONG\r\n")
        bench.pass(15_000)
        #expect(try bench.written() == [[-1]])
        bench.pass(5000)
        #expect(bench.why == .lost("no answer for 5000 ms"))
    }

    @Test(arguments: [
        ("*2\r\n+half\r\n", RedisError.lost("the server closed it")), ("$5\r\nab", .lost("the server closed it")),
    ])
    func `a connection that is cut in the middle of an answer fails all that is under way`(
        text: String, why: RedisError
    ) throws {
        let bench = try Bench()
        bench.send(1)
        bench.send(2)
        try bench.answer("+one\r\n" + text)
        try bench.channel.close().wait()
        #expect(bench.told == [1: .success(.text("one")), 2: .failure(why)])
        #expect(bench.why == why)
    }

    @Test(arguments: [
        "HTTP/1.1 400 Bad Request\r\n", "\u{15}\u{3}\u{1}", "$-5\r\n", "*99999999999\r\n", "$99999999999\r\n", ":x\r\n",
        "+\n",
    ])
    func `nonsense ends the connection`(text: String) throws {
        let bench = try Bench()
        bench.send(1)
        try bench.answer(text)
        #expect(bench.told[1] == bench.why.map { .failure($0) })
        #expect(bench.why?.mayHaveTakenEffect == true)
        #expect(!bench.channel.isActive)
    }

    @Test func `an answer to no command ends the connection`() throws {
        let bench = try Bench()
        bench.send(1)
        try bench.answer("+one\r\n+two\r\n+three\r\n")
        #expect(bench.told == [1: .success(.text("one"))])
        #expect(bench.why == .lost("an answer to no command"))
    }

    @Test func `an error to no command is why it ends`() throws {
        let bench = try Bench(isOpen: false)
        try bench.answer("-ERR max number of clients reached\r\n")
        #expect(bench.why == .server(RedisErrorReply("ERR max number of clients reached")))
    }

    @Test(arguments: ["READONLY You can't", "NOAUTH Authentication required."])
    func `a server that takes no writes, or no longer knows us, is left once all is answered`(line: String) throws {
        let bench = try Bench()
        for number in 1...3 { bench.send(number) }
        try bench.answer("-\(line)\r\n")
        #expect(bench.told[1] == .success(.error(RedisErrorReply(line))))
        #expect(bench.why == nil)
        bench.send(4)
        #expect(bench.told[4] == .failure(.away(line)))
        try bench.answer("+two\r\n+three\r\n")
        #expect(bench.told[3] == .success(.text("three")))
        #expect(bench.why == .server(RedisErrorReply(line)))
    }

    @Test func `a link that is closed before it has a channel closes the channel that it gets`() throws {
        let channel = EmbeddedChannel()
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        let link = RedisLink(on: channel.embeddedEventLoop, limits: RedisLimits())
        link.close(.closed)
        try channel.pipeline.syncOperations.addHandler(link)
        #expect(!channel.isActive)
        var told: RedisLink.Answer?
        link.send(RedisCommand("PING"), until: channel.embeddedEventLoop.now) { told = $0 }
        #expect(told == .failure(.closed))
    }

    @Test func `when we close, what was sent may have taken effect, and what was held back has not`() throws {
        let bench = try Bench(isOpen: false)
        bench.send(1)
        bench.send(2, isHandshake: true)
        bench.link.close(.closed)
        #expect(bench.told[1] == .failure(.closed))
        #expect(bench.told[2]?.failure?.mayHaveTakenEffect == true)
        #expect(bench.why == .closed)
    }
}

extension RedisLink.Answer {
    fileprivate var failure: RedisError? { if case .failure(let error) = self { error } else { nil } }
}
