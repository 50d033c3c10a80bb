import CoraWire
import NIOCore
import NIOEmbedded
import Testing

@testable import CoraSession

/// One media socket alone: what it reads from bytes, and what it writes.
struct MediaSocketTests {
    private let socket: MediaSocket
    private let listener = HeardMessages()
    private let channel: EmbeddedChannel
    private let isClient: Bool

    init() throws { try self.init(isClient: false) }

    private init(isClient: Bool, longestMessage: Int = 1 << 20) throws {
        self.isClient = isClient
        socket = MediaSocket(isClient: isClient)
        channel = EmbeddedChannel(handler: MediaSocketHandler(socket, listener, longestMessage: longestMessage))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    /// The buffers that were written since this was last asked, as frames.
    private func written() throws -> [[TestFrame]] {
        var reader = TestFrameReader(isMasked: isClient)
        var writes: [[TestFrame]] = []
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) { writes.append(try reader.frames(in: bytes)) }
        return writes
    }

    private func pongs() throws -> [String] {
        try written().joined().map { frame in
            #expect(frame.opcode == .pong)
            return String(buffer: frame.data)
        }
    }

    private func pong(_ text: String) { ByteBuffer(string: text).withUnsafeReadableBytes { socket.pong($0) } }

    // MARK: Out

    @Test(arguments: [false, true])
    func `a peer that pings and does not read is answered once, its latest ping, when it reads again`(
        isClient: Bool
    ) throws {
        let test = try MediaSocketTests(isClient: isClient)
        let channel = test.channel
        test.pong("first")
        #expect(try test.pongs() == ["first"])
        channel.isWritable = false
        channel.pipeline.fireChannelWritabilityChanged()
        for number in 1...1000 { test.pong("\(number)") }
        #expect(try test.pongs() == [])
        channel.isWritable = true
        channel.pipeline.fireChannelWritabilityChanged()
        #expect(try test.pongs() == ["1000"])
        channel.pipeline.fireChannelWritabilityChanged()
        #expect(try test.pongs() == [])
        test.pong("last")
        #expect(try test.pongs() == ["last"])
    }

    @Test(arguments: [false, true])
    func `what one read causes goes out as one buffer, whatever its length`(isClient: Bool) throws {
        let test = try MediaSocketTests(isClient: isClient)
        let lengths = [1, 125, 126, 127, 500, 30_000]
        for length in lengths { test.socket.write { $0.writeRepeatingByte(UInt8(length & 0x7F), count: length) } }
        #expect(try test.written().isEmpty)
        test.socket.flush()
        let writes = try test.written()
        #expect(writes.count == 1)
        for (frame, length) in zip(writes[0], lengths) {
            #expect(frame.opcode == .text)
            #expect(Array(frame.data.readableBytesView) == [UInt8](repeating: UInt8(length & 0x7F), count: length))
        }
        #expect(writes[0].count == lengths.count)
        test.socket.flush()
        #expect(try test.written().isEmpty)
    }

    @Test(arguments: [65_535, 65_536, 200_000])
    func `long frames come whole, between short ones`(length: Int) throws {
        let test = try MediaSocketTests(isClient: true)
        test.socket.write { $0.writeString("before") }
        test.socket.write(as: .binary) { $0.writeRepeatingByte(7, count: length) }
        test.socket.write { $0.writeString("behind") }
        test.socket.flush()
        let frames = Array(try test.written().joined())
        #expect(frames.map(\.data.readableBytes) == [6, length, 6])
        #expect(frames[1].data.readableBytesView.allSatisfy { $0 == 7 })
        #expect(String(buffer: frames[2].data) == "behind")
    }

    @Test func `a frame without bytes is not written, and one behind it is`() throws {
        socket.write { _ in }
        socket.flush()
        #expect(try written().isEmpty)
        socket.write { _ in }
        socket.write { $0.writeString("x") }
        socket.write { _ in }
        socket.flush()
        #expect(try written().map { $0.map { String(buffer: $0.data) } } == [["x"]])
    }

    /// Writes a piece of a message in brackets.
    private func grow(_ piece: String, mayGrow: Bool = true) {
        socket.grow(head: "<", tail: ">") {
            $0.writeString(piece)
            return mayGrow
        }
    }

    @Test(arguments: [false, true])
    func `pieces are one message until something else is written, or one is the last`(isClient: Bool) throws {
        let test = try MediaSocketTests(isClient: isClient)
        for piece in ["a", "", "b"] { test.grow(piece) }
        test.socket.write { $0.writeString("other") }
        test.grow("c")
        test.grow("d", mayGrow: false)
        test.grow("e")
        #expect(try test.written().isEmpty)
        test.socket.flush()
        test.grow("f")
        test.socket.close(1000, patience: .zero)
        let writes = try test.written()
        #expect(writes.map { $0.count } == [4, 2])
        #expect(writes[0].map { String(buffer: $0.data) } == ["<ab>", "other", "<cd>", "<e>"])
        #expect(writes[0].allSatisfy { $0.opcode == .text })
        #expect(String(buffer: writes[1][0].data) == "<f>")
        #expect(writes[1][1].opcode == .close)
    }

    @Test func `a piece of nothing is nothing, and a message of many pieces is bounded`() throws {
        grow("")
        socket.flush()
        #expect(try written().isEmpty)
        let piece = String(repeating: "x", count: 1000)
        for _ in 0..<200 { grow(piece) }
        socket.flush()
        let frames = try written().joined().map { String(buffer: $0.data) }
        #expect(frames.allSatisfy { $0.utf8.count < 64 << 10 && $0.first == "<" && $0.last == ">" })
        #expect(frames.joined().count { $0 == "x" } == 200_000)
        #expect(frames.count > 1)
    }

    @Test func `a ping that comes while a message grows is answered behind it`() throws {
        grow("a")
        pong("ping")
        grow("b")
        socket.flush()
        #expect(try written().joined().map { String(buffer: $0.data) } == ["<a>", "ping", "<b>"])
    }

    @Test func `bytes that wait in the channel stay as they are while more is written`() throws {
        for number in 0..<200 {
            socket.write { $0.writeString("message \(number)") }
            socket.flush()
        }
        #expect(try written().joined().map { String(buffer: $0.data) } == (0..<200).map { "message \($0)" })
    }

    @Test func `sockets that write within each other's reads do not share a buffer`() throws {
        let other = try MediaSocketTests(isClient: true)
        for number in 0..<20 {
            socket.write { $0.writeString("a\(number)") }
            other.socket.write { $0.writeString("b\(number)") }
            if number.isMultiple(of: 3) { socket.flush() }
        }
        socket.flush()
        other.socket.flush()
        #expect(try written().joined().map { String(buffer: $0.data) } == (0..<20).map { "a\($0)" })
        #expect(try other.written().joined().map { String(buffer: $0.data) } == (0..<20).map { "b\($0)" })
    }

    @Test func `what is written and not flushed counts as waiting`() throws {
        socket.write { $0.writeRepeatingByte(1, count: 1000) }
        #expect(socket.pendingBytes == 1004)
        #expect(!socket.isOverfull)
    }

    @Test func `a close frame has the code and the reason, and nothing follows it`() throws {
        socket.close(1008, reason: "too_fast", patience: .seconds(2))
        socket.write { $0.writeString("late") }
        socket.flush()
        pong("late")
        let frames = Array(try written().joined())
        #expect(frames.map(\.opcode) == [.close])
        #expect(frames.first.map { Array($0.data.readableBytesView) } == [0x03, 0xF0] + Array("too_fast".utf8))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .seconds(2))
        #expect(!channel.isActive)
    }

    // MARK: In

    /// Texts, bytes and a ping, as a client sends them.
    private static let stream: ByteBuffer = {
        var stream = ByteBuffer()
        for frame in [
            TestFrame.text("one"), TestFrame(opcode: .binary, data: ByteBuffer(repeating: 9, count: 130)),
            TestFrame(opcode: .ping, data: ByteBuffer(string: "p")), .text(""), .text("two"),
        ] {
            stream.writeImmutableBuffer(frame.bytes(isMasked: true))
        }
        return stream
    }()

    private static let heard: [HeardMessages.Told] = [
        .text("one"), .bytes([UInt8](repeating: 9, count: 130)), .text(""), .text("two"),
    ]

    @Test func `a stream that is split anywhere says the same`() throws {
        let whole = Self.stream
        for split in 0...whole.readableBytes {
            let test = try MediaSocketTests()
            // Copies: a socket takes the masks off where the bytes lie.
            try test.channel.writeInbound(ByteBuffer(bytes: whole.readableBytesView.prefix(split)))
            try test.channel.writeInbound(ByteBuffer(bytes: whole.readableBytesView.dropFirst(split)))
            #expect(test.listener.told == Self.heard)
            #expect(try test.pongs() == ["p"])
        }
    }

    @Test func `a stream that comes byte by byte says the same`() throws {
        for byte in Self.stream.readableBytesView { try channel.writeInbound(ByteBuffer(bytes: [byte])) }
        #expect(listener.told == Self.heard)
        #expect(listener.reads == Self.stream.readableBytes)
    }

    @Test func `answers to all messages of a read leave as one buffer at its end`() throws {
        listener.answer = { [socket] in socket.write { $0.writeString("yes") } }
        var bytes = ByteBuffer()
        for _ in 0..<10 { bytes.writeImmutableBuffer(TestFrame.text("?").bytes(isMasked: true)) }
        try channel.writeInbound(bytes)
        socket.flush()
        #expect(try written().map(\.count) == [10])
    }

    @Test func `after a fault nothing is read, and what came before it is`() throws {
        var bytes = TestFrame.text("right").bytes(isMasked: true)
        bytes.writeImmutableBuffer(TestFrame.text("unmasked").bytes(isMasked: false))
        bytes.writeImmutableBuffer(TestFrame.text("late").bytes(isMasked: true))
        try channel.writeInbound(bytes)
        try channel.writeInbound(TestFrame.text("later").bytes(isMasked: true))
        #expect(listener.told == [.text("right"), .fault(.unmasked)])
    }

    @Test func `a server's mask is a fault`() throws {
        let test = try MediaSocketTests(isClient: true)
        try test.channel.writeInbound(TestFrame.text("masked").bytes(isMasked: true))
        #expect(test.listener.told == [.fault(.masked)])
    }

    @Test func `a message over the limit is a fault before it is there`() throws {
        let test = try MediaSocketTests(isClient: true, longestMessage: 100)
        try test.channel.writeInbound(ByteBuffer(bytes: [0x81, 101]))
        #expect(test.listener.told == [.fault(.tooLong)])
    }

    @Test func `after the peer's close frame nothing is read, and the socket is closed`() throws {
        var bytes = TestFrame(opcode: .close, data: ByteBuffer(bytes: [0x03, 0xE8])).bytes(isMasked: true)
        bytes.writeImmutableBuffer(TestFrame.text("late").bytes(isMasked: true))
        try channel.writeInbound(bytes)
        #expect(listener.told == [.closes([0x03, 0xE8])])
        #expect(!channel.isActive)
        #expect(!socket.isOpen)
    }
}
