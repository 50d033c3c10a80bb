import NIOCore
import NIOHTTP1

/// Answers one connection's websocket upgrade, well or as a ``DialFault`` has it. Loop-bound.
final class DialGate {
    /// How an upgrade is refused.
    struct Refusal: Sendable, Equatable {
        var status: HTTPResponseStatus
        var retryAfterSeconds: Int?
    }

    private let configuration: StandInConfiguration
    private let plan: FaultPlan
    /// Why the upgrade was refused; nil until then.
    private(set) var refusal: Refusal?
    /// Whether the connection is to stay open without an answer.
    private(set) var isHanging = false
    /// How the session is to begin.
    private(set) var opening = SessionOpening.open

    init(configuration: StandInConfiguration, plan: FaultPlan) {
        self.configuration = configuration
        self.plan = plan
    }

    /// The headers of the 101, when they are due; nil to refuse the upgrade. Called once for each upgrade, of which it
    /// takes the planned fault.
    func headers(for request: UpgradeRequest, on channel: any Channel) -> EventLoopFuture<HTTPHeaders?> {
        let loop = channel.eventLoop
        if let status = request.refusedStatus(configuration) {
            refusal = Refusal(status: status)
            return loop.makeSucceededFuture(nil)
        }
        opening = request.refusal(configuration).map { .close(StandInClosing($0)) } ?? .open
        var delay = configuration.faults.handshakeDelay
        switch plan.take(\.dial) {
        case .refuse(let status, let retryAfterSeconds):
            refusal = Refusal(
                status: HTTPResponseStatus(statusCode: status), retryAfterSeconds: retryAfterSeconds)
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

    /// Headers that never come: a future that fails when the connection is gone.
    private func unanswered(_ channel: any Channel) -> EventLoopFuture<HTTPHeaders?> {
        isHanging = true
        let promise = channel.eventLoop.makePromise(of: HTTPHeaders?.self)
        channel.closeFuture.whenComplete { _ in promise.fail(ChannelError.ioOnClosedChannel) }
        return promise.futureResult
    }
}
