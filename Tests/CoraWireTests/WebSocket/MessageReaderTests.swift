import NIOCore
import SeededTesting
import Testing

@testable import CoraWire

/// Messages in a stream of bytes: wherever it is split, put together from fragments, within the limits.
struct MessageReaderTests {
    private struct Message: Equatable {
        var opcode: FrameOpcode
        var data: [UInt8]
    }

    /// Reads a stream in pieces.
    private struct Reading {
        var reader: MessageReader
        var messages: [Message] = []
        var fault: FrameFault?

        init(longest: Int = 1 << 20, isMasked: Bool = false) {
            reader = MessageReader(FrameLimits(longestMessage: longest), isMasked: isMasked)
        }

        mutating func read(_ piece: some Collection<UInt8>) {
            guard fault == nil else { return }
            var bytes = reader.join(ByteBuffer(bytes: piece))
            var offset = 0
            var found: [Message] = []
            let read: Result<Void, FrameFault> = bytes.withUnsafeMutableReadableBytes { bytes in
                Result { () throws(FrameFault) in
                    while let message = try reader.next(in: bytes, at: &offset) {
                        switch message {
                        case .inPlace(let opcode, let data): found.append(Message(opcode: opcode, data: Array(data)))
                        case .joined(let opcode, let data):
                            found.append(Message(opcode: opcode, data: Array(data.readableBytesView)))
                        }
                    }
                }
            }
            messages += found
            if case .failure(let fault) = read { self.fault = fault } else { reader.keep(&bytes, from: offset) }
        }
    }

    private static func frame(
        _ opcode: FrameOpcode, _ data: [UInt8], isFinal: Bool = true, key: UInt32? = nil
    ) -> [UInt8] {
        let mask = key.map { FrameMask(key: $0) }
        let header = FrameHeader(isFinal: isFinal, opcode, mask: mask, count: data.count)
        var bytes = [UInt8](repeating: 0, count: header.length) + data
        bytes.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            header.write(to: base)
            mask?.apply(to: .init(rebasing: bytes[header.length...]))
        }
        return bytes
    }

    private static func some(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) } }

    /// Messages of all lengths at which a header changes, fragments with a ping between them, and empty ones.
    private static func stream(key: UInt32?) -> (bytes: [UInt8], messages: [Message]) {
        let bytes =
            [0, 1, 125, 126, 127, 300].flatMap { frame(.text, some($0), key: key) }
            + frame(.binary, some(20), isFinal: false, key: key) + frame(.ping, [1, 2], key: key)
            + frame(.continuation, some(16), isFinal: false, key: key) + frame(.pong, [], key: key)
            + frame(.continuation, [9], key: key) + frame(.binary, some(5), key: key)
            + frame(.text, some(16), isFinal: false, key: key) + frame(.continuation, [], key: key)
            + frame(.close, [0x03, 0xE8], key: key)
        let messages =
            [0, 1, 125, 126, 127, 300].map { Message(opcode: .text, data: some($0)) } + [
                Message(opcode: .ping, data: [1, 2]), Message(opcode: .pong, data: []),
                Message(opcode: .binary, data: some(20) + some(16) + [9]), Message(opcode: .binary, data: some(5)),
                Message(opcode: .text, data: some(16)), Message(opcode: .close, data: [0x03, 0xE8]),
            ]
        return (bytes, messages)
    }

    @Test(arguments: [nil, 0x1234_5678 as UInt32])
    func `a stream that is split in two anywhere has the same messages`(key: UInt32?) {
        let (bytes, messages) = Self.stream(key: key)
        for split in 0...bytes.count {
            var reading = Reading(isMasked: key != nil)
            reading.read(bytes[..<split])
            reading.read(bytes[split...])
            #expect(reading.fault == nil)
            #expect(reading.messages == messages)
        }
    }

    @Test(arguments: [nil, 0x1234_5678 as UInt32])
    func `a stream in pieces of any sizes has the same messages`(key: UInt32?) {
        let (bytes, messages) = Self.stream(key: key)
        var random = SeededGenerator(seed: 11)
        for longest in [1, 2, 3, 7, 40, 500] {
            for _ in 0..<20 {
                var reading = Reading(isMasked: key != nil)
                var rest = bytes[...]
                while !rest.isEmpty {
                    let piece = rest.prefix(Int.random(in: 1...longest, using: &random))
                    reading.read(piece)
                    rest = rest.dropFirst(piece.count)
                }
                #expect(reading.messages == messages)
            }
        }
    }

    @Test(arguments: [65_535, 65_536, 300_000])
    func `a long message in many reads`(count: Int) {
        var reading = Reading(isMasked: true)
        let bytes = Self.frame(.binary, Self.some(count), key: 77) + Self.frame(.text, [1], key: 78)
        for start in stride(from: 0, to: bytes.count, by: 2048) { reading.read(bytes[start...].prefix(2048)) }
        #expect(
            reading.messages == [Message(opcode: .binary, data: Self.some(count)), Message(opcode: .text, data: [1])])
    }

    @Test func `the most fragments are taken, one more is not`() {
        let first = Self.frame(.text, Self.some(16), isFinal: false)
        let middle = Self.frame(.continuation, Self.some(16), isFinal: false)
        var reading = Reading()
        reading.read(first)
        for _ in 0..<62 { reading.read(middle) }
        var other = reading
        reading.read(Self.frame(.continuation, []))
        #expect(reading.messages == [Message(opcode: .text, data: (0..<63).flatMap { _ in Self.some(16) })])
        // The header alone of one that is not the last says that there will be another.
        other.read(middle.prefix(2))
        #expect(other.fault == .tooManyFragments)
    }

    @Test(arguments: FrameOpcode.allCases)
    func `a short fragment is refused if it is not the last`(opcode: FrameOpcode) {
        guard opcode == .text || opcode == .binary else { return }
        var reading = Reading()
        reading.read(Self.frame(opcode, Self.some(15), isFinal: false).prefix(2))
        #expect(reading.fault == .shortFragment)
        var other = Reading()
        other.read(Self.frame(opcode, Self.some(16), isFinal: false))
        other.read(Self.frame(.continuation, Self.some(15), isFinal: false).prefix(2))
        #expect(other.fault == .shortFragment)
    }

    @Test func `fragments come to the limit together, and no further`() {
        var reading = Reading(longest: 100)
        reading.read(Self.frame(.text, Self.some(60), isFinal: false))
        var other = reading
        reading.read(Self.frame(.continuation, Self.some(40)))
        #expect(reading.messages.map(\.data.count) == [100])
        other.read(Self.frame(.continuation, Self.some(41)).prefix(2))
        #expect(other.fault == .tooLong)
    }

    @Test func `messages begin and go on in order`() {
        let begin = Self.frame(.text, Self.some(16), isFinal: false)
        let cases: [([UInt8], FrameFault)] = [
            (Self.frame(.continuation, [1]), .noMessage),
            (Self.frame(.continuation, Self.some(16), isFinal: false), .noMessage),
            (Self.frame(.text, [1]) + Self.frame(.continuation, [1]), .noMessage),
            (begin + Self.frame(.continuation, [1]) + Self.frame(.continuation, [1]), .noMessage),
            (begin + Self.frame(.text, [1]), .unfinishedMessage),
            (begin + Self.frame(.binary, Self.some(16), isFinal: false), .unfinishedMessage),
            (begin + Self.frame(.ping, [1]) + begin, .unfinishedMessage),
        ]
        for (bytes, fault) in cases {
            var reading = Reading()
            reading.read(bytes)
            #expect(reading.fault == fault)
        }
    }

    @Test func `what comes before a fault is told`() {
        var reading = Reading()
        reading.read(Self.frame(.text, [1]) + Self.frame(.text, [2]) + [0xF1] + Self.frame(.text, [3]))
        #expect(reading.messages.map(\.data) == [[1], [2]])
        #expect(reading.fault == .reservedBit)
    }

    @Test func `what is kept between reads is copied, and copies are independent values`() {
        let bytes = Self.frame(.text, Self.some(200), key: 3)
        var first = Reading(isMasked: true)
        first.read(bytes[..<50])
        var second = first
        first.read(bytes[50...])
        second.read(bytes[50...])
        #expect(first.messages == [Message(opcode: .text, data: Self.some(200))])
        #expect(second.messages == first.messages)
    }
}
