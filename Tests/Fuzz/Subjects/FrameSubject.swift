import CoraWire
import NIOCore
import NIOEmbedded
import NIOWebSocket

/// A websocket's bytes, split anywhere, are the same messages to us as to NIO's decoder and aggregator, or both refuse them.
///
/// On purpose we refuse more (``isStricter``): reserved bits and opcodes, which NIO leaves to extensions; lengths in more bytes
/// than they need; and masks on the wrong side, or none. And we refuse sooner: by a header, where NIO waits for the payload.
enum FrameSubject {
    /// One message or control frame.
    struct Message: Equatable {
        var opcode: UInt8
        var data: [UInt8]
    }

    /// What one side made of the bytes.
    struct Reading<Refusal> {
        var messages: [Message] = []
        var refusal: Refusal?
    }

    private static let limits = [16, 125, 300, 70_000]
    /// Bytes in front of the stream: who speaks and the limit, and the lengths of the pieces it comes in, again and again.
    private static let settings = 5

    static func check(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard bytes.count >= settings else { return nil }
        let isMasked = bytes[0] & 1 != 0
        let limit = limits[Int(bytes[0] >> 1) % limits.count]
        let pieces = split(Array(bytes[settings...]), bytes[1..<settings].map { $0 == 0 ? 1000 : Int($0) })
        let ours = read(pieces, limit: limit, isMasked: isMasked)
        let oracle = FrameOracle(limit: limit)
        for piece in pieces { oracle.read(piece) }
        return compare(ours, oracle, limit: limit)
            ?? writeAgain(ours.messages, limit: limit, key: UInt32(bytes[0]) << 7)
    }

    private static func split(_ bytes: [UInt8], _ lengths: [Int]) -> [[UInt8]] {
        var (rest, pieces) = (bytes[...], [[UInt8]]())
        while !rest.isEmpty {
            let piece = rest.prefix(lengths[pieces.count % lengths.count])
            pieces.append(Array(piece))
            rest = rest.dropFirst(piece.count)
        }
        return pieces
    }

    private static func compare(_ ours: Reading<FrameFault>, _ oracle: FrameOracle, limit: Int) -> String? {
        guard let fault = ours.refusal else {
            if let error = oracle.reading.refusal { return "NIO refuses: \(error)" }
            return ours.messages == oracle.reading.messages ? nil : "\(ours.messages), NIO: \(oracle.reading.messages)"
        }
        if isStricter(fault) {
            let isSame = oracle.reading.messages.starts(with: ours.messages)
            return isSame ? nil : "before \(fault): \(ours.messages), NIO: \(oracle.reading.messages)"
        }
        // NIO may be waiting for the rest of the frame.
        oracle.read([UInt8](repeating: 0xFF, count: limit + FrameHeader.longest))
        guard oracle.reading.refusal != nil else { return "NIO does not refuse: \(fault)" }
        guard ours.messages == oracle.reading.messages else {
            return "before \(fault): \(ours.messages), NIO: \(oracle.reading.messages)"
        }
        return fault != .tooLong || oracle.isTooLong ? nil : "NIO refuses for another reason than \(fault)"
    }

    /// Whether NIO takes what has this fault. A control frame over 125 bytes it takes if its length turns out to be short.
    private static func isStricter(_ fault: FrameFault) -> Bool {
        switch fault {
        case .reservedBit, .reservedOpcode, .longLength, .longControl, .unmasked, .masked: true
        case .fragmentedControl, .tooLong, .noMessage, .unfinishedMessage, .shortFragment, .tooManyFragments: false
        }
    }

    private static func read(_ pieces: [[UInt8]], limit: Int, isMasked: Bool) -> Reading<FrameFault> {
        var reader = MessageReader(FrameLimits(longestMessage: limit), isMasked: isMasked)
        var reading = Reading<FrameFault>()
        for piece in pieces {
            var bytes = reader.join(ByteBuffer(bytes: piece))
            var offset = 0
            bytes.withUnsafeMutableReadableBytes { bytes in
                do throws(FrameFault) {
                    while let message = try reader.next(in: bytes, at: &offset) {
                        reading.messages.append(.init(message))
                    }
                } catch {
                    reading.refusal = error
                }
            }
            guard reading.refusal == nil else { break }
            reader.keep(&bytes, from: offset)
        }
        return reading
    }

    /// What we write is read by NIO as what it was.
    private static func writeAgain(_ messages: [Message], limit: Int, key: UInt32) -> String? {
        let oracle = FrameOracle(limit: limit)
        for message in messages {
            guard let opcode = FrameOpcode(rawValue: message.opcode) else { return "no opcode: \(message.opcode)" }
            let header = FrameHeader(opcode, mask: FrameMask(key: key), count: message.data.count)
            var bytes = [UInt8](repeating: 0, count: header.length) + message.data
            bytes.withUnsafeMutableBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                header.write(to: base)
                header.mask?.apply(to: UnsafeMutableRawBufferPointer(rebasing: bytes[header.length...]))
            }
            oracle.read(bytes)
        }
        return oracle.reading.messages == messages ? nil : "written \(messages), NIO: \(oracle.reading.messages)"
    }
}

extension FrameSubject.Message {
    fileprivate init(_ message: WebSocketMessage) {
        switch message {
        case .inPlace(let opcode, let data): self.init(opcode: opcode.rawValue, data: Array(data))
        case .joined(let opcode, let data):
            self.init(opcode: opcode.rawValue, data: Array(data.readableBytesView))
        }
    }
}

/// NIO's decoder and aggregator, up to the first thing that they refuse.
private final class FrameOracle {
    private final class Ear: ChannelInboundHandler {
        typealias InboundIn = WebSocketFrame
        var reading = FrameSubject.Reading<any Error>()

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let frame = unwrapInboundIn(data)
            guard reading.refusal == nil else { return }
            let opcode = UInt8(webSocketOpcode: frame.opcode)
            reading.messages.append(.init(opcode: opcode, data: Array(frame.unmaskedData.readableBytesView)))
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            if reading.refusal == nil { reading.refusal = error }
        }
    }

    private let ear = Ear()
    private let channel: EmbeddedChannel

    init(limit: Int) {
        channel = EmbeddedChannel(handlers: [
            ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: limit)),
            NIOWebSocketFrameAggregator(
                minNonFinalFragmentSize: 16, maxAccumulatedFrameCount: 64, maxAccumulatedFrameSize: limit),
            ear,
        ])
    }

    var reading: FrameSubject.Reading<any Error> { ear.reading }

    /// Whether something is refused for its length.
    var isTooLong: Bool {
        switch reading.refusal {
        case NIOWebSocketError.invalidFrameLength?, NIOWebSocketFrameAggregator.Error.accumulatedFrameSizeIsTooLarge?:
            true
        default: false
        }
    }

    func read(_ bytes: [UInt8]) {
        guard reading.refusal == nil else { return }
        channel.pipeline.fireChannelRead(ByteBuffer(bytes: bytes))
    }

    deinit { _ = try? channel.finish(acceptAlreadyClosed: true) }
}
