import CoraSession
package import CoraSettings
import CoraTenant
import HTTPTypes
package import HummingbirdCore
import Logging
package import NIOCore
package import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// The server's child channel: HTTP for the router, and on the same port the media socket, which goes to a call as a
/// bare channel on its event loop. Hummingbird provides `ServerChildChannel` for this.
struct HTTPOrMediaChannel: ServerChildChannel, HTTPChannelHandler {
    /// What a connection is used for.
    enum Outcome: Sendable {
        /// HTTP: requests for the router.
        case http(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
        /// A media socket, which its call owns from now on.
        case media(any Channel)
    }

    /// A connection, and the future of its use.
    struct Value: ServerChildChannelValue {
        let channel: any Channel
        let outcome: EventLoopFuture<Outcome>
    }

    /// The largest head that is read, which a connection holds until all of it is there: NIO would take 2 MB.
    private static let heads = {
        var limits = NIOHTTPDecoderLimitConfiguration()
        (limits.maxHeaderFieldSize, limits.maxHeaderListSize, limits.maxHeaderFieldCount) = (16 << 10, 64 << 10, 100)
        return limits
    }()

    let responder: HTTPChannelHandler.Responder
    private let doorkeeper: Doorkeeper
    private let patience: Settings.RequestPatience
    private let gate: UpgradePolicy
    private let answer: @Sendable (HTTPRequestHead) -> HTTPHeaders
    private let open: @Sendable (any Channel, HTTPRequestHead) throws -> Void

    /// - Parameter responder: the router. The others: see `HTTPServerBuilder.httpOrMedia`.
    init(
        responder: @escaping HTTPChannelHandler.Responder, doorkeeper: Doorkeeper,
        patience: Settings.RequestPatience, gate: @escaping UpgradePolicy,
        answer: @escaping @Sendable (HTTPRequestHead) -> HTTPHeaders,
        open: @escaping @Sendable (any Channel, HTTPRequestHead) throws -> Void
    ) {
        self.responder = responder
        self.doorkeeper = doorkeeper
        self.patience = patience
        self.gate = gate
        self.answer = answer
        self.open = open
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        doorkeeper.arrived(channel)
        return channel.eventLoop.makeCompletedFuture {
            let upgrade = NIOTypedHTTPServerUpgradeConfiguration<Outcome>(
                upgraders: [upgrader],
                notUpgradingCompletionHandler: { [idle = patience.idle] in Self.serveHTTP(on: $0, idle: idle, logger) })
            var configuration = NIOUpgradableHTTPServerPipelineConfiguration(upgradeConfiguration: upgrade)
            // As Hummingbird does, whose own handlers do these jobs.
            configuration.enablePipelining = false
            configuration.enableErrorHandling = false
            configuration.enableResponseHeaderValidation = false
            configuration.decoderConfiguration = Self.heads
            let outcome = try channel.pipeline.syncOperations.configureUpgradableHTTPServerPipeline(
                configuration: configuration)
            let upgradeHandler = try channel.pipeline.syncOperations.handler(
                type: NIOTypedHTTPServerUpgradeHandler<Outcome>.self)
            try channel.pipeline.syncOperations.addHandlers(
                [UpgradeGate(gate, patience: patience.head), RequestWatch(doorkeeper, patience: patience.body)],
                position: .before(upgradeHandler))
            return Value(channel: channel, outcome: outcome)
        }
    }

    func handle(value: Value, logger: Logger) async {
        guard let outcome = try? await value.outcome.get() else { return }
        switch outcome {
        case .http(let channel): await handleHTTP(asyncChannel: channel, logger: logger)
        case .media(let channel): try? await channel.closeFuture.get()
        }
    }

    /// Makes the media socket. Its call answers protocol errors itself, with the reason in its record.
    private var upgrader: BareSocketUpgrader<Outcome> {
        BareSocketUpgrader(answer: answer) { channel, head in
            let pipeline = channel.pipeline.syncOperations
            pipeline.removeHandler(try pipeline.handler(type: UpgradeGate.self), promise: nil)
            pipeline.removeHandler(try pipeline.handler(type: RequestWatch.self), promise: nil)
            // Hummingbird allows half-closed children; a media socket whose peer has gone must end.
            try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: false)
            try open(channel, head)
            return .media(channel)
        }
    }

    private static func serveHTTP(
        on channel: any Channel, idle: CallDuration, _ logger: Logger
    ) -> EventLoopFuture<Outcome> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            try channel.pipeline.syncOperations.addHandler(
                HTTPConnectionStateHandler(idleTimeout: .nanoseconds(idle.nanoseconds), logger: logger))
            return .http(
                try NIOAsyncChannel(
                    wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true)))
        }
    }
}

extension HTTPServerBuilder {
    /// Makes servers whose connections carry HTTP, or become media sockets.
    /// - Parameters:
    ///   - doorkeeper: knows the connections of strangers.
    ///   - patience: how long clients may take over their requests.
    ///   - gate: decides which requests may become a media socket.
    ///   - answer: the headers of the answer that makes a request a media socket.
    ///   - open: takes a media socket over, with the request it was; called on its event loop. If it throws, the
    ///     connection is closed.
    package static func httpOrMedia(
        doorkeeper: Doorkeeper, patience: Settings.RequestPatience, gate: @escaping UpgradePolicy,
        answer: @escaping @Sendable (HTTPRequestHead) -> HTTPHeaders = { _ in [:] },
        open: @escaping @Sendable (any Channel, HTTPRequestHead) throws -> Void
    ) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            HTTPOrMediaChannel(
                responder: responder, doorkeeper: doorkeeper, patience: patience, gate: gate,
                answer: answer, open: open)
        }
    }
}
