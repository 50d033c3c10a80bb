import CoraWire
import NIOCore
import NIOEmbedded

@testable import CoraRelay

/// A call through the relay, on two channels without sockets.
final class RelayedCall {
    static let stream = "MZ00000000000000000000000000000001"
    static let start = #"{"event":"start","start":{"streamSid":"\#(stream)"},"streamSid":"\#(stream)"}"#

    let carrier = EmbeddedChannel()
    /// Nil until the model is dialled.
    private(set) var model: EmbeddedChannel?

    init() throws {
        let address = RelayModel("http://model:9090/v1", key: "key")
        let desk = RelayDesk(try TestFault.unwrap(address)) { [unowned self] socket in open(socket) }
        try carrier.pipeline.syncOperations.addHandler(RelaySocket(.carrier, desk))
        carrier.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 1), promise: nil)
    }

    private func open(_ socket: RelaySocket) {
        let channel = EmbeddedChannel()
        model = channel
        try? channel.pipeline.syncOperations.addHandler(socket)
        if let address = carrier.remoteAddress { channel.connect(to: address, promise: nil) }
    }

    /// A call whose both sockets are open, with nothing to be read.
    static func open() throws -> RelayedCall {
        let call = try RelayedCall()
        try call.carrierSends(Array(upgrade.utf8))
        try call.carrierSends(frame(start, isMasked: true))
        try call.modelSends(Array("HTTP/1.1 101 Switching Protocols\r\n\r\n".utf8))
        _ = try call.atCarrier()
        _ = try call.atModel()
        return call
    }

    static let upgrade =
        "GET /any HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"

    /// Bytes that arrive at once.
    func carrierSends(_ bytes: [UInt8]) throws {
        _ = try carrier.writeInbound(ByteBuffer(bytes: bytes))
    }

    func modelSends(_ bytes: [UInt8]) throws {
        _ = try TestFault.unwrap(model).writeInbound(ByteBuffer(bytes: bytes))
    }

    /// All that was written to the carrier, since it was last asked for: each write's bytes.
    func atCarrier() throws -> [[UInt8]] { try Self.written(to: carrier) }

    func atModel() throws -> [[UInt8]] { try Self.written(to: TestFault.unwrap(model)) }

    private static func written(to channel: EmbeddedChannel) throws -> [[UInt8]] {
        var writes: [[UInt8]] = []
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) {
            writes.append(Array(bytes.readableBytesView))
        }
        return writes
    }

    /// Whether both ends were closed.
    var isOver: Bool { !carrier.isActive && model?.isActive != true }

    // MARK: Frames

    static func frame(_ text: String, _ opcode: FrameOpcode = .text, isMasked: Bool) -> [UInt8] {
        let mask = isMasked ? FrameMask(key: 0x1234_5678) : nil
        let header = FrameHeader(opcode, mask: mask, count: text.utf8.count)
        var bytes = [UInt8](repeating: 0, count: header.length) + Array(text.utf8)
        bytes.withUnsafeMutableBytes { target in
            if let start = target.baseAddress { header.write(to: start) }
            mask?.apply(to: UnsafeMutableRawBufferPointer(rebasing: target[header.length...]))
        }
        return bytes
    }

    /// The texts of frames.
    static func texts(_ bytes: [UInt8], isMasked: Bool) throws -> [String] {
        var bytes = bytes
        var reader = MessageReader(FrameLimits(longestMessage: 1 << 20), isMasked: isMasked)
        var offset = 0
        var texts: [String] = []
        try bytes.withUnsafeMutableBytes { target in
            while case .inPlace(_, let text)? = try reader.next(in: target, at: &offset) {
                texts.append(String(decoding: text, as: UTF8.self))
            }
        }
        return texts
    }
}

/// Something that a test needs is not there.
struct TestFault: Error {
    static func unwrap<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw TestFault() }
        return value
    }
}
