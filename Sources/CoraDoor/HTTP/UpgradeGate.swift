import CoraTenant
import HTTPTypes
import NIOCore
import NIOHTTP1

/// Lets only the right requests become websockets; all others go to the router as plain requests.
///
/// NIO's upgrade handler answers a refused upgrade by closing the connection without an answer, so refusals have to be
/// turned away before it. Only the first request of a connection can be upgraded. The gate also closes connections that
/// send nothing. It is taken out where a connection becomes a websocket. Loop-bound.
final class UpgradeGate: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    /// The header set on requests that were refused the upgrade. It is removed from all others, so that clients cannot
    /// set it.
    static let refusedHeader = HTTPField.Name.upgradeRefused.canonicalName
    /// How long it may take once the server stops, which waits for its connections: browsers open some in advance.
    private static let lastPatience = TimeAmount.milliseconds(500)

    private let policy: UpgradePolicy
    private let patience: TimeAmount
    private var isFirst = true
    /// Whether a request may become a websocket, so that what follows it need not be HTTP and is passed on unread.
    private var isGlass = false
    private var deadline: Scheduled<Void>?

    /// - Parameters:
    ///   - policy: decides about requests that want to be websockets.
    ///   - patience: how long a connection may take until its first request.
    init(_ policy: @escaping UpgradePolicy, patience: CallDuration) {
        self.policy = policy
        self.patience = .nanoseconds(patience.nanoseconds)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        wait(for: patience, context)
    }

    private func wait(for patience: TimeAmount, _ context: ChannelHandlerContext) {
        let channel = context.channel
        deadline?.cancel()
        deadline = context.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    /// Closes a connection whose bytes are no HTTP, or whose head is too large: the decoder reads nothing more of it.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.fireErrorCaught(error)
        if !isGlass, error is HTTPParserError { context.close(promise: nil) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if isFirst, event is ChannelShouldQuiesceEvent { wait(for: Self.lastPatience, context) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isGlass, case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        deadline?.cancel()
        head.headers.remove(name: Self.refusedHeader)
        if isFirst, head.headers.contains(name: "Upgrade") { judge(&head) }
        isFirst = false
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    private func judge(_ head: inout HTTPRequestHead) {
        switch policy(head) {
        case .upgrade: isGlass = true
        case .refuse(let why):
            head.headers.remove(name: "Upgrade")
            head.headers.replaceOrAdd(name: "Connection", value: "close")
            head.headers.add(name: Self.refusedHeader, value: why)
        }
    }
}
