import CoraRedis
import NIOCore
import Testing

struct RedisCommandTests {
    private func written(_ command: RedisCommand) -> String {
        var buffer = ByteBuffer()
        command.write(into: &buffer)
        return String(buffer: buffer)
    }

    @Test func `a command is an array of strings with their lengths in bytes`() {
        let command = RedisCommand("SET", [.key(RedisKey("cora", tag: "ä", ["n"])), "wörd", 7, .bytes([0, 13, 10])])
        #expect(
            written(command)
                == "*5\r\n$3\r\nSET\r\n$11\r\ncora:{ä}:n\r\n$5\r\nwörd\r\n$1\r\n7\r\n$3\r\n\0\r\n\r\n")
    }

    @Test func `commands are written one behind the other into one buffer`() {
        var buffer = ByteBuffer()
        RedisCommand("PING").write(into: &buffer)
        RedisCommand("DEL", ["a"]).write(into: &buffer)
        #expect(String(buffer: buffer) == "*1\r\n$4\r\nPING\r\n*2\r\n$3\r\nDEL\r\n$1\r\na\r\n")
    }

    @Test func `whatever an argument holds, the server reads it as one argument`() throws {
        var buffer = ByteBuffer()
        RedisCommand("SET", ["k\r\n*1\r\n$8\r\nFLUSHALL\r\n", ""]).write(into: &buffer)
        var decoder = RESPDecoder()
        decoder.feed(buffer)
        let words = try #require(decoder.next()?.elements?.map(\.text))
        #expect(words == ["SET", "k\r\n*1\r\n$8\r\nFLUSHALL\r\n", ""])
        #expect(decoder.isAtRest)
    }
}
