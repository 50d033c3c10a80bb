import CoraRedis
import NIOCore
import Testing

struct RESPValueTests {
    @Test(
        arguments: [
            (RESPValue.integer(7), 7), (.text("-7"), -7), (.bytes(Array("12".utf8)), 12), (.text("x"), nil),
            (.null, nil),
            (.array([.integer(1)]), nil), (.error(RedisErrorReply("ERR 1")), nil),
        ] as [(RESPValue, Int64?)])
    func `a number is one however it comes`(value: RESPValue, number: Int64?) {
        #expect(value.integer == number)
    }

    @Test(
        arguments: [
            (RESPValue.text("a"), "a"), (.bytes([0xC3, 0xA4]), "ä"), (.bytes([0xFF]), "\u{FFFD}"), (.integer(1), nil),
            (.null, nil),
        ] as [(RESPValue, String?)])
    func `text is text however it comes`(value: RESPValue, text: String?) {
        #expect(value.text == text)
    }

    @Test func `a line break in a line becomes a space`() {
        var buffer = ByteBuffer()
        RESPValue.text("a\r\nb").write(into: &buffer)
        RESPValue.error(RedisErrorReply("ERR\n")).write(into: &buffer)
        #expect(String(buffer: buffer) == "+a  b\r\n-ERR \r\n")
    }
}
