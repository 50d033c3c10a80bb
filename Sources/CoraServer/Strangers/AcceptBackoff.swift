import CoraCall
import Glibc
import Logging
import NIOCore
import NIOPosix

/// Keeps a listening socket alive while connections cannot be accepted: the process or the machine has no file
/// descriptor left (`ulimit -n`), or no memory. It waits a moment before it accepts again, since the connections that
/// wait would make it try without end. It stands first in the listening socket's pipeline: behind it, such an error
/// would end the server. Loop-bound.
final class AcceptBackoff: ChannelDuplexHandler {
    typealias InboundIn = any Channel
    typealias InboundOut = any Channel
    typealias OutboundIn = Never
    typealias OutboundOut = Never

    /// How long no connection is accepted after a failure.
    static let pause = TimeAmount.milliseconds(100)

    private let doorkeeper: Doorkeeper
    private let logger: Logger
    private var isWaiting = false
    private var isReadWanted = false

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
        case .lostOne: break
        case .exhausted:
            doorkeeper.acceptFailed()
            logger.error("a connection could not be accepted", metadata: [LogKey.reason: "\(error)"])
            wait(context)
        }
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
        /// One client was gone before it was accepted (accept(2), ECONNABORTED).
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
