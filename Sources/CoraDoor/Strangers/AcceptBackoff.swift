import CAccept
import CoraCall
import Glibc
import Logging
import NIOCore
import NIOPosix

/// Keeps a listening socket alive while connections cannot be accepted: the process or the machine has no file
/// descriptor left (`ulimit -n`), or no memory; or connection after connection is lost or forbidden before it is
/// accepted. It waits a moment before it accepts again, since the connections that wait would make it try without end.
/// It stands first in the listening socket's pipeline: behind it, such an error would end the server. Loop-bound.
///
/// NIO itself closes the socket for an error that it does not know, whatever handlers say: that errors of a single
/// connection are none of these, `CAccept` sees to.
final class AcceptBackoff: ChannelDuplexHandler {
    typealias InboundIn = any Channel
    typealias InboundOut = any Channel
    typealias OutboundIn = Never
    typealias OutboundOut = Never

    /// How long no connection is accepted after a failure.
    static let pause = TimeAmount.milliseconds(100)
    /// So many connections lost one after another, with none accepted between them, count as a failure: a connection that
    /// a security module forbids stays in line, and would be tried without end.
    static let mostLost = 16

    private let doorkeeper: Doorkeeper
    private let logger: Logger
    private var isWaiting = false
    private var isReadWanted = false
    private var lostInARow = 0

    init(_ doorkeeper: Doorkeeper, logger: Logger) {
        self.doorkeeper = doorkeeper
        self.logger = logger
    }

    /// Stands a handler first in the pipeline of a listening socket.
    static func guardAccepting(of channel: any Channel, _ doorkeeper: Doorkeeper, logger: Logger) async throws {
        try await channel.eventLoop.submit {
            try channel.pipeline.syncOperations.addHandler(
                AcceptBackoff(doorkeeper, logger: logger), position: .first)
        }.get()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch Self.judge(error) {
        case .fatal: context.fireErrorCaught(error)
        case .lostOne:
            lostInARow += 1
            guard lostInARow >= Self.mostLost else { return }
            lostInARow = 0
            logger.error(
                "connection after connection is lost before it is accepted",
                metadata: [LogKey.reason: "\(String(cString: strerror(cora_accept_error())))"])
            wait(context)
        case .exhausted:
            doorkeeper.acceptFailed()
            logger.error("a connection could not be accepted", metadata: [LogKey.reason: "\(error)"])
            wait(context)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lostInARow = 0
        context.fireChannelRead(data)
    }

    func read(context: ChannelHandlerContext) {
        if isWaiting { isReadWanted = true } else { context.read() }
    }

    private func wait(_ context: ChannelHandlerContext) {
        guard !isWaiting else { return }
        isWaiting = true
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.pause) {
            self.isWaiting = false
            guard self.isReadWanted else { return }
            self.isReadWanted = false
            context.read()
        }
    }

    /// What an error of a listening socket means.
    enum Verdict: Sendable, Equatable {
        /// The socket cannot go on.
        case fatal
        /// One connection could not be accepted: its client was gone, its network down, or it was forbidden (accept(2),
        /// ECONNABORTED, and what `CAccept` makes that of).
        case lostOne
        /// There is nothing left to accept a connection with.
        case exhausted
    }

    /// Judges an error of a listening socket as NIO does, which keeps the socket open for all but the fatal ones.
    static func judge(_ error: any Error) -> Verdict {
        guard let error = error as? IOError else { return error is NIOFcntlFailedError ? .lostOne : .fatal }
        switch error.errnoCode {
        case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted
        case ECONNABORTED: return .lostOne
        default: return .fatal
        }
    }
}
