import CoraWire
import NIOCore
import NIOEmbedded

/// A frame as tests see it: without its mask.
struct TestFrame {
    var opcode: FrameOpcode
    var data: ByteBuffer

    /// A frame of text.
    static func text(_ text: String) -> TestFrame { TestFrame(opcode: .text, data: ByteBuffer(string: text)) }

    /// The bytes that go over the wire.
    /// - Parameter isMasked: whether a client sends it.
    func bytes(isMasked: Bool) -> ByteBuffer {
        let mask = isMasked ? FrameMask(key: 0x0B1A_2C3D) : nil
        let header = FrameHeader(opcode, mask: mask, count: data.readableBytes)
        var bytes = ByteBuffer(repeating: 0, count: header.length)
        bytes.writeImmutableBuffer(data)
        bytes.withUnsafeMutableReadableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            header.write(to: base)
            mask?.apply(to: UnsafeMutableRawBufferPointer(rebasing: bytes[header.length...]))
        }
        return bytes
    }
}

/// Reads the frames of one direction of a socket.
struct TestFrameReader {
    private var reader: MessageReader

    /// - Parameter isMasked: whether a client sends them.
    init(isMasked: Bool) {
        reader = MessageReader(FrameLimits(longestMessage: 64 << 20), isMasked: isMasked)
    }

    /// The frames that are whole now. A frame that breaks the protocol is an error of ours.
    mutating func frames(in bytes: ByteBuffer) throws(FrameFault) -> [TestFrame] {
        // A copy, which may lose its masks.
        var bytes = reader.join(ByteBuffer(bytes: bytes.readableBytesView))
        var frames: [TestFrame] = []
        var offset = 0
        let read: Result<Void, FrameFault> = bytes.withUnsafeMutableReadableBytes { bytes in
            Result { () throws(FrameFault) in
                while let message = try reader.next(in: bytes, at: &offset) {
                    switch message {
                    case .inPlace(let opcode, let payload):
                        frames.append(TestFrame(opcode: opcode, data: ByteBuffer(bytes: payload)))
                    case .joined(let opcode, let data): frames.append(TestFrame(opcode: opcode, data: data))
                    }
                }
            }
        }
        try read.get()
        reader.keep(&bytes, from: offset)
        return frames
    }
}

/// Hands every frame that is written to the channel to the test. Once its peer does not read, the bytes stay in the channel
/// too, where a kernel that takes no more leaves them. Loop-bound.
final class FrameTap: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let take: (TestFrame) -> Void
    private var reader: TestFrameReader
    private var isRead = true
    /// How many buffers were written.
    fileprivate var writes = 0

    /// - Parameter isMasked: whether our end is a client.
    init(isMasked: Bool, _ take: @escaping (TestFrame) -> Void) {
        reader = TestFrameReader(isMasked: isMasked)
        self.take = take
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let bytes = unwrapOutboundIn(data)
        writes += 1
        do throws(FrameFault) {
            for frame in try reader.frames(in: bytes) { take(frame) }
        } catch {
            preconditionFailure("\(error)")
        }
        guard isRead else { return context.write(data, promise: promise) }
        promise?.succeed()
    }

    func flush(context: ChannelHandlerContext) {
        if isRead { context.flush() }
    }

    /// The peer reads no more.
    /// - Parameters:
    ///   - context: the tap's own.
    ///   - waiting: how many bytes wait for the peer already.
    fileprivate func stopReading(_ context: ChannelHandlerContext, waiting: Int) {
        isRead = false
        context.write(wrapOutboundOut(ByteBuffer(repeating: 0, count: waiting)), promise: nil)
    }
}

extension NIOAsyncTestingChannel {
    /// The peer of a channel with a `FrameTap` reads no more. To be called on the channel's loop.
    /// - Parameter waiting: how many bytes wait for it.
    func stopReading(waiting: Int) throws {
        let context = try pipeline.syncOperations.context(handlerType: FrameTap.self)
        let tap = try pipeline.syncOperations.handler(type: FrameTap.self)
        tap.stopReading(context, waiting: waiting)
        isWritable = false
        pipeline.fireChannelWritabilityChanged()
    }

    /// How many buffers were written to a channel with a `FrameTap`. To be called on the channel's loop.
    func writes() throws -> Int { try pipeline.syncOperations.handler(type: FrameTap.self).writes }

    /// One read brings these frames. To be called on the channel's loop.
    /// - Parameter isMasked: whether the peer is a client.
    func receive(_ frames: TestFrame..., isMasked: Bool) { receive(frames, isMasked: isMasked) }

    /// One read brings these frames. To be called on the channel's loop.
    /// - Parameter isMasked: whether the peer is a client.
    func receive(_ frames: [TestFrame], isMasked: Bool) {
        var bytes = ByteBuffer()
        for frame in frames { bytes.writeImmutableBuffer(frame.bytes(isMasked: isMasked)) }
        pipeline.fireChannelRead(bytes)
        pipeline.fireChannelReadComplete()
    }
}
