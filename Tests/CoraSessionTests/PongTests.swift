import NIOCore
import NIOEmbedded
import NIOWebSocket
import Testing

@testable import CoraSession

struct PongTests {
    /// The handler of a leg's socket.
    private final class Holder: ChannelInboundHandler {
        typealias InboundIn = WebSocketFrame
        let leg: WebSocketLeg

        init(_ leg: WebSocketLeg) {
            self.leg = leg
        }

        func handlerAdded(context: ChannelHandlerContext) { leg.attach(context) }

        func channelWritabilityChanged(context: ChannelHandlerContext) { leg.writabilityChanged() }
    }

    /// The data of the pongs that were written since this was last asked.
    private func pongs(_ channel: EmbeddedChannel) throws -> [String] {
        var pongs: [String] = []
        while let frame = try channel.readOutbound(as: WebSocketFrame.self) {
            #expect(frame.opcode == .pong)
            pongs.append(String(buffer: frame.data))
        }
        return pongs
    }

    @Test(arguments: [false, true])
    func `a peer that pings and does not read is answered once, its latest ping, when it reads again`(
        isClient: Bool
    ) throws {
        let leg = WebSocketLeg(isClient: isClient)
        let channel = EmbeddedChannel(handler: Holder(leg))
        leg.pong(ByteBuffer(string: "first"))
        #expect(try pongs(channel) == ["first"])
        channel.isWritable = false
        channel.pipeline.fireChannelWritabilityChanged()
        for number in 1...1000 { leg.pong(ByteBuffer(string: "\(number)")) }
        #expect(try pongs(channel) == [])
        channel.isWritable = true
        channel.pipeline.fireChannelWritabilityChanged()
        #expect(try pongs(channel) == ["1000"])
        channel.pipeline.fireChannelWritabilityChanged()
        #expect(try pongs(channel) == [])
        leg.pong(ByteBuffer(string: "last"))
        #expect(try pongs(channel) == ["last"])
    }
}
