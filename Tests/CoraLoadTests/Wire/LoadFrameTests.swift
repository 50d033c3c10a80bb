import CoraLoad
import CoraWire
import NIOCore
import NIOEmbedded
import NIOWebSocket
import Testing

struct LoadFrameTests {
    @Test(arguments: [0, 1, 125, 126, 400, 65_535, 65_536], [true, false])
    func `NIO reads the frames that are written here`(_ length: Int, _ isMasked: Bool) throws {
        let data = ByteBuffer(bytes: (0..<length).map { UInt8(truncatingIfNeeded: $0) })
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(WebSocketFrameDecoder(maxFrameSize: 1 << 20)))
        try channel.writeInbound(LoadFrame.bytes(.text, data, isMasked: isMasked))
        let frame = try #require(try channel.readInbound(as: WebSocketFrame.self))
        #expect(frame.opcode == .text && frame.fin && (frame.maskKey != nil) == isMasked)
        #expect(frame.unmaskedData == data)
        _ = try channel.finish()
    }
}
