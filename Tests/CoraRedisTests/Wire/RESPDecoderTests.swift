import CoraRedis
import NIOCore
import SeededTesting
import Testing

struct RESPDecoderTests {
    /// A kind of answer: what comes, and what it is.
    struct Sample: Sendable, CustomTestStringConvertible {
        var bytes: String
        var value: RESPValue
        var testDescription: String { bytes.debugDescription }
    }

    static let samples = [
        Sample(bytes: "+OK\r\n", value: .ok),
        Sample(bytes: "+\r\n", value: .text("")),
        Sample(bytes: "-ERR no\r\n", value: .error(RedisErrorReply("ERR no"))),
        Sample(bytes: "-\r\n", value: .error(RedisErrorReply(""))),
        Sample(bytes: ":0\r\n", value: .integer(0)),
        Sample(bytes: ":-7\r\n", value: .integer(-7)),
        Sample(bytes: ":+7\r\n", value: .integer(7)),
        Sample(bytes: ":9223372036854775807\r\n", value: .integer(.max)),
        Sample(bytes: ":-9223372036854775808\r\n", value: .integer(.min)),
        Sample(bytes: "$5\r\nhello\r\n", value: .bytes(Array("hello".utf8))),
        Sample(bytes: "$0\r\n\r\n", value: .bytes([])),
        Sample(bytes: "$4\r\n\r\n+x\r\n", value: .bytes(Array("\r\n+x".utf8))),
        Sample(bytes: "$-1\r\n", value: .null),
        Sample(bytes: "*-1\r\n", value: .null),
        Sample(bytes: "*0\r\n", value: .array([])),
        Sample(bytes: "*2\r\n:1\r\n$-1\r\n", value: .array([.integer(1), .null])),
        Sample(
            bytes: "*3\r\n*1\r\n*0\r\n-NOPERM\r\n*2\r\n+a\r\n$1\r\nb\r\n",
            value: .array([
                .array([.array([])]), .error(RedisErrorReply("NOPERM")), .array([.text("a"), .bytes([0x62])]),
            ])),
    ]

    /// All that comes of pieces, up to the fault.
    static func read(_ pieces: [[UInt8]], _ limits: RESPLimits = RESPLimits()) -> ([RESPValue], RESPFault?) {
        var decoder = RESPDecoder(limits)
        var values: [RESPValue] = []
        for piece in pieces {
            decoder.feed(ByteBuffer(bytes: piece))
            do throws(RESPFault) {
                while let value = try decoder.next() { values.append(value) }
            } catch {
                return (values, error)
            }
        }
        return (values, nil)
    }

    @Test(arguments: samples)
    func `an answer is the same wherever it is split`(sample: Sample) {
        let bytes = Array(sample.bytes.utf8)
        for first in 0...bytes.count {
            for second in first...bytes.count {
                let pieces = [bytes[..<first], bytes[first..<second], bytes[second...]].map { Array($0) }
                let (values, fault) = Self.read(pieces)
                #expect(values == [sample.value] && fault == nil, "split at \(first) and \(second)")
            }
        }
        #expect(Self.read(bytes.map { [$0] }).0 == [sample.value])
    }

    @Test(arguments: samples)
    func `nothing is an answer before its last byte`(sample: Sample) {
        let (values, fault) = Self.read([Array(sample.bytes.utf8.dropLast())])
        #expect(values.isEmpty && fault == nil)
    }

    @Test func `answers come out in order, one byte at a time or all at once`() {
        let bytes = Array(Self.samples.map(\.bytes).joined().utf8)
        let wanted = Self.samples.map(\.value)
        #expect(Self.read([bytes]).0 == wanted)
        #expect(Self.read(bytes.map { [$0] }).0 == wanted)
    }

    @Test(arguments: samples)
    func `what is written reads as what it was`(sample: Sample) {
        var written = ByteBuffer()
        sample.value.write(into: &written)
        #expect(Self.read([Array(written.readableBytesView)]).0 == [sample.value])
    }

    static let faults: [(String, RESPFault)] = [
        ("HTTP/1.1 400 Bad Request\r\n", .unknownKind(UInt8(ascii: "H"))),
        ("\r\n", .unknownKind(UInt8(ascii: "\r"))),
        ("%1\r\n+a\r\n+b\r\n", .unknownKind(UInt8(ascii: "%"))),
        (">1\r\n+a\r\n", .unknownKind(UInt8(ascii: ">"))),
        ("*1\r\n_\r\n", .unknownKind(UInt8(ascii: "_"))),
        ("+OK\n", .brokenLine),
        ("+\n", .brokenLine),
        ("+O\rK\r\n", .brokenLine),
        (":\r\n", .badNumber),
        (":-\r\n", .badNumber),
        (":1x\r\n", .badNumber),
        (": 1\r\n", .badNumber),
        (":9223372036854775808\r\n", .badNumber),
        (":-9223372036854775809\r\n", .badNumber),
        (":99999999999999999999999\r\n", .badNumber),
        ("$x\r\n", .badNumber),
        ("$-2\r\n", .badLength),
        ("*-9\r\n", .badLength),
        ("$3\r\nabcd\r\n", .brokenBulk),
        ("$3\r\nabc\n\n", .brokenBulk),
        ("$33\r\n", .longBulk),
        ("$9223372036854775807\r\n", .longBulk),
        ("*9223372036854775807\r\n", .tooManyElements),
        ("*9\r\n", .tooManyElements),
        ("*4\r\n*7\r\n", .tooManyElements),
        ("*1\r\n*1\r\n*1\r\n*1\r\n", .tooDeep),
        ("*1\r\n*1\r\n*1\r\n*0\r\n", .tooDeep),
        ("+" + String(repeating: "x", count: 25) + "\r\n", .longLine),
        ("+" + String(repeating: "x", count: 27), .longLine),
        ("*3\r\n$30\r\n" + String(repeating: "x", count: 30) + "\r\n$30\r\n", .longAnswer),
    ]

    @Test(arguments: faults)
    func `what cannot be an answer is a fault with a name, wherever it is split`(text: String, wanted: RESPFault) {
        var limits = RESPLimits()
        limits.longestLine = 24
        limits.longestBulk = 32
        limits.deepest = 3
        limits.mostElements = 8
        limits.longestAnswer = 64
        let bytes = Array(text.utf8)
        #expect(Self.read([bytes], limits).1 == wanted)
        #expect(Self.read(bytes.map { [$0] }, limits).1 == wanted)
        for place in bytes.indices {
            #expect(Self.read([Array(bytes[..<place]), Array(bytes[place...])], limits).1 == wanted)
        }
    }

    @Test func `what is just within the limits is taken`() {
        var limits = RESPLimits()
        limits.longestLine = 16
        limits.longestBulk = 32
        limits.deepest = 3
        limits.mostElements = 8
        let texts = [
            "+" + String(repeating: "x", count: 16) + "\r\n", "$32\r\n" + String(repeating: "x", count: 32) + "\r\n",
            "*1\r\n*1\r\n*1\r\n+x\r\n", "*7\r\n" + String(repeating: ":1\r\n", count: 7),
        ]
        for text in texts { #expect(Self.read([Array(text.utf8)], limits).0.count == 1, "\(text)") }
    }

    @Test func `after a fault nothing is read any more`() {
        var decoder = RESPDecoder()
        decoder.feed(ByteBuffer(string: "?"))
        #expect(throws: RESPFault.unknownKind(0x3F)) { try decoder.next() }
        decoder.feed(ByteBuffer(string: "+OK\r\n"))
        #expect(throws: RESPFault.unknownKind(0x3F)) { try decoder.next() }
    }

    @Test func `any bytes end in answers, in a fault or in waiting, the same wherever they are split`() {
        var random = SeededGenerator(seed: 15)
        let alphabet = Array("+-:$*\r\n0123ab".utf8)
        for _ in 0..<1000 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            }
            let whole = Self.read([bytes])
            let single = Self.read(bytes.map { [$0] })
            #expect(whole.0 == single.0 && whole.1 == single.1, "\(bytes)")
        }
    }

    @Test func `an answer of which only the lengths have come is waited for`() throws {
        var decoder = RESPDecoder()
        decoder.feed(ByteBuffer(string: "*60000\r\n$1048576\r\n"))
        #expect(try decoder.next() == nil)
        #expect(!decoder.isAtRest)
    }
}
