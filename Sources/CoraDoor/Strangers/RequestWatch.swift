import CoraSupervisor
import CoraTenant
import NIOCore
import NIOHTTP1

/// Watches the requests of one connection: tells the doorkeeper of them, and closes the connection if a request's body
/// does not come in time. It stands behind the `UpgradeGate`, and is taken out where a connection becomes a websocket.
/// Loop-bound.
///
/// The time for a body runs from its head, however the bytes come: a timer that begins again with every byte would give
/// a client all the time it wants.
final class RequestWatch: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let doorkeeper: Doorkeeper
    private let patience: TimeAmount
    private var deadline: Scheduled<Void>?
    /// Whether the connection may become a websocket, so that what follows need not be HTTP and is passed on unread.
    private var isGlass = false
    private var isFirst = true

    /// - Parameter patience: how long a body may take, from its head to its end.
    init(_ doorkeeper: Doorkeeper, patience: CallDuration) {
        self.doorkeeper = doorkeeper
        self.patience = .nanoseconds(patience.nanoseconds)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isGlass else { return context.fireChannelRead(data) }
        switch unwrapInboundIn(data) {
        case .head(let head): began(head, context)
        case .body: break
        case .end:
            deadline?.cancel()
            doorkeeper.heard(of: context.channel)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if !isGlass, case .end = unwrapOutboundIn(data) { doorkeeper.heard(of: context.channel) }
        context.write(data, promise: promise)
    }

    private func began(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        // The gate takes the header away where the connection may not become a websocket.
        isGlass = isFirst && head.headers.contains(name: "Upgrade")
        isFirst = false
        doorkeeper.asked(context.channel, forwarded: head.headers[canonicalForm: "X-Forwarded-For"].map(String.init))
        let channel = context.channel
        deadline?.cancel()
        deadline = context.eventLoop.scheduleTask(in: patience) { [doorkeeper] in
            doorkeeper.turnedAway(.slowBody)
            channel.close(promise: nil)
        }
    }
}
