import NIOCore
import NIOHTTP1

/// Answers one connection's websocket upgrade, well or as a ``DialFault`` has it. Loop-bound.
final class DialGate {
    private let configuration: StandInConfiguration
    private let plan: FaultPlan
    private let desk: CallDesk
    /// Why the upgrade was refused; nil until then.
    private(set) var refusal: HTTPRefusal?
    /// Whether the connection is to stay open without an answer.
    private(set) var isHanging = false
    /// How the session is to begin.
    private(set) var opening = SessionOpening.open
    /// The call that the connection joins, and what it is there; nil for a session of its own.
    private(set) var joins: (call: LoopBound<LiveSession>, role: SocketRole)?

    /// - Parameter desk: knows the calls.
    init(configuration: StandInConfiguration, plan: FaultPlan, desk: CallDesk = CallDesk()) {
        self.configuration = configuration
        self.plan = plan
        self.desk = desk
    }

    /// The headers of the 101, when they are due; nil to refuse the upgrade. Called once for each upgrade, of which it
    /// takes the planned fault.
    func headers(for request: UpgradeRequest, on channel: any Channel) -> EventLoopFuture<HTTPHeaders?> {
        let loop = channel.eventLoop
        if let status = request.refusedStatus(configuration) {
            refusal = HTTPRefusal(status)
            return loop.makeSucceededFuture(nil)
        }
        opening = request.refusal(configuration).map { .close(StandInClosing($0)) } ?? .open
        if let id = request.call, opening == .open, !join(id, request) {
            refusal = .unknownCall(id)
            return loop.makeSucceededFuture(nil)
        }
        if joins?.role == .media { return loop.makeSucceededFuture([:]) }
        var delay = configuration.faults.handshakeDelay
        switch plan.take(\.dial) {
        case .refuse(let status, let retryAfterSeconds):
            refusal = HTTPRefusal(HTTPResponseStatus(statusCode: status), retryAfterSeconds: retryAfterSeconds)
            return loop.makeSucceededFuture(nil)
        case .reset:
            channel.reset()
            return unanswered(channel)
        case .hang: return unanswered(channel)
        case .delay(let more): delay += more
        case .close(let closing): opening = .close(closing)
        case .mute: opening = .mute
        case nil: break
        }
        var headers = HTTPHeaders()
        if request.offersSubprotocol {
            headers.add(name: "Sec-WebSocket-Protocol", value: UpgradeRequest.subprotocol)
        }
        guard delay > .zero else { return loop.makeSucceededFuture(headers) }
        return loop.scheduleTask(in: .milliseconds(Int64(delay.milliseconds))) { [headers] in headers }.futureResult
    }

    /// Finds the call that the connection is for.
    ///
    /// - Returns: whether it is there.
    private func join(_ id: String, _ request: UpgradeRequest) -> Bool {
        guard let call = desk[id], !call.isLeft else { return false }
        if request.isMedia {
            joins = (call.session, .media)
            return request.key == call.token
        }
        let fault = plan.take(\.sideband)
        joins = (call.session, .sideband(fault))
        return fault != .unknown
    }

    /// Headers that never come: a future that fails when the connection is gone.
    private func unanswered(_ channel: any Channel) -> EventLoopFuture<HTTPHeaders?> {
        isHanging = true
        let promise = channel.eventLoop.makePromise(of: HTTPHeaders?.self)
        channel.closeFuture.whenComplete { _ in promise.fail(ChannelError.ioOnClosedChannel) }
        return promise.futureResult
    }
}
