import CoraWire
import NIOCore
import NIOEmbedded
import Testing

@testable import CoraLoad

/// The socket of one end of a call, on virtual time, and the bridge at its other side, which says what a test wants.
final class Wire {
    static let millisecond: UInt64 = 1_000_000

    let loop: EmbeddedEventLoop
    let channel: EmbeddedChannel
    let socket: LoadSocket
    private let isClient: Bool
    private var reader: MessageReader
    /// The code of the close frame that the end has sent.
    private(set) var closeCode: UInt16?

    /// - Parameter isClient: whether the end is a client: it has to be told that its socket is open.
    init(_ end: any SocketEnd, isClient: Bool, on loop: EmbeddedEventLoop) throws {
        self.loop = loop
        self.isClient = isClient
        reader = MessageReader(FrameLimits(longestMessage: 1 << 20), isMasked: isClient)
        socket = LoadSocket(end, isClient: isClient)
        channel = EmbeddedChannel(handler: socket, loop: loop)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        if isClient { end.opened(socket) }
    }

    // MARK: The bridge

    /// Sends a frame, in pieces of so many bytes; nil for all at once.
    func send(_ opcode: FrameOpcode, _ data: ByteBuffer, piecesOf size: Int? = nil) throws {
        var bytes = LoadFrame.bytes(opcode, data, isMasked: !isClient)
        while bytes.readableBytes > 0 {
            let count = min(size ?? bytes.readableBytes, bytes.readableBytes)
            try channel.writeInbound(bytes.readSlice(length: count) ?? ByteBuffer())
        }
    }

    /// Sends a message.
    func send(_ text: String, piecesOf size: Int? = nil) throws {
        try send(.text, ByteBuffer(string: text), piecesOf: size)
    }

    /// The connection is gone.
    func drop() {
        channel.close(promise: nil)
        loop.run()
    }

    /// The messages that the end has sent since this was last asked.
    func heard() throws -> [JSON] {
        var messages: [JSON] = []
        while let written = try channel.readOutbound(as: ByteBuffer.self) {
            var bytes = reader.join(ByteBuffer(bytes: written.readableBytesView))
            var offset = 0
            try bytes.withUnsafeMutableReadableBytes { bytes in
                while let message = try reader.next(in: bytes, at: &offset) {
                    guard case .inPlace(let opcode, let payload) = message else { continue }
                    var data = ByteBuffer(bytes: payload)
                    switch opcode {
                    case .text: messages.append(try JSON.parse(data))
                    case .close: closeCode = data.readInteger()
                    default: break
                    }
                }
            }
            reader.keep(&bytes, from: offset)
        }
        return messages
    }

    /// Time passes.
    func pass(milliseconds: Int) { loop.advanceTime(by: .milliseconds(Int64(milliseconds))) }

    // MARK: Audio

    /// Base64 of frames with these stamps, one behind the other.
    static func base64(_ stamps: LoadStamp...) -> String {
        var audio = ByteBuffer()
        for stamp in stamps { stamp.writeFrame(into: &audio) }
        return base64(audio)
    }

    /// Base64 of audio.
    static func base64(_ audio: ByteBuffer) -> String {
        var text = ByteBuffer()
        audio.withUnsafeReadableBytes { Base64.encode($0, into: &text) }
        return String(buffer: text)
    }

    /// The stamps in some base64.
    static func stamps(in base64: String?) -> [LoadStamp] {
        var audio = ByteBuffer()
        _ = ByteBuffer(string: base64 ?? "").withUnsafeReadableBytes { Base64.decode($0, into: &audio) }
        var scanner = StampScanner()
        var found: [LoadStamp] = []
        audio.withUnsafeReadableBytes { scanner.read($0) { found.append($0) } }
        return found
    }

    /// A loop whose clock is not at its origin.
    static func testingLoop() -> EmbeddedEventLoop {
        let loop = EmbeddedEventLoop()
        loop.advanceTime(by: .seconds(1))
        return loop
    }
}
