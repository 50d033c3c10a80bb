import Logging
import NIOCore
import NIOWebSocket

/// What a socket is to its session.
enum SocketRole: Sendable, Equatable {
    /// The session's only one.
    case client
    /// The browser's end of a call: hears audio, and reports what is played.
    case media
    /// The server's end of a call: hears everything but audio (reference, 1.6).
    case sideband(SidebandFault?)

    var isSideband: Bool { if case .sideband = self { true } else { false } }
}

/// A session with the sockets that are attached to it, and one timer. Loop-bound; its sockets may be on other loops.
///
/// The protocol itself is the work of ``StandInSession``.
final class LiveSession {
    private struct Socket {
        let key: ObjectIdentifier
        let role: SocketRole
        let handler: LoopBound<StandInHandler>
    }

    /// The session's id.
    let id: String
    private var session: StandInSession
    private let loop: any EventLoop
    private let logger: Logger
    private let left: @Sendable () -> Void
    private let ended: @Sendable (StandInRecord) -> Void
    private var sockets: [Socket] = []
    private var openedAt: NIODeadline
    private var timer: (deadline: Duration, task: Scheduled<Void>)?
    private var hasBegun = false
    /// Whether the client, or the media side of a call, is gone.
    private var isLeft = false
    private var hasEnded = false
    private var closeCode: Int?

    /// - Parameters:
    ///   - left: called once, when the client, or the media side of a call, is gone.
    ///   - ended: called once, when the last socket is gone after that, with what the session heard and said.
    init(
        _ session: StandInSession, loop: any EventLoop, logger: Logger, left: @escaping @Sendable () -> Void,
        ended: @escaping @Sendable (StandInRecord) -> Void
    ) {
        id = session.id
        self.session = session
        self.loop = loop
        self.logger = logger
        self.left = left
        self.ended = ended
        openedAt = loop.now
    }

    /// Adds a socket. The first one begins the session, each later one is told of it.
    func attach(
        _ handler: LoopBound<StandInHandler>, _ key: ObjectIdentifier, _ role: SocketRole, _ opening: SessionOpening
    ) {
        guard !hasEnded, !session.isClosed else {
            return handler.run { $0.perform([.close(code: 1_000, reason: "")]) }
        }
        let socket = Socket(key: key, role: role, handler: handler)
        sockets.append(socket)
        if case .sideband(.drop(let delay)) = role {
            loop.scheduleTask(in: TimeAmount(delay)) { handler.run { $0.perform([.abort]) } }
        }
        if hasBegun {
            if role != .sideband(.quiet) { session.announce() }
            perform(for: [socket])
        } else {
            begin(opening)
        }
    }

    private func begin(_ opening: SessionOpening) {
        hasBegun = true
        openedAt = loop.now
        session.configuration.observer?.sessionOpened(id)
        logger.debug("session opened", metadata: ["session": "\(id)"])
        switch opening {
        case .open: session.open()
        case .close(let closing): session.close(closing)
        case .mute: session.freeze()
        }
        perform()
    }

    /// Takes a socket out that is closed; the code is that of its close frame, if there was one.
    func detach(_ key: ObjectIdentifier, code: Int?) {
        guard let index = sockets.firstIndex(where: { $0.key == key }) else { return }
        let socket = sockets.remove(at: index)
        if !socket.role.isSideband {
            closeCode = closeCode ?? code
            leave()
        }
        endIfAlone()
    }

    /// Ends a call as the hang-up route does: every socket is closed.
    func hangUp() {
        inflict(SessionFault(.close(StandInClosing(code: 1_000))))
        leave()
        endIfAlone()
    }

    private func leave() {
        guard !isLeft else { return }
        isLeft = true
        left()
        for socket in sockets where socket.role == .sideband(.endsWithMedia) {
            socket.handler.run { $0.perform([.close(code: 1_000, reason: "")]) }
        }
    }

    private func endIfAlone() {
        guard isLeft, sockets.isEmpty, !hasEnded else { return }
        hasEnded = true
        timer?.task.cancel()
        timer = nil
        ended(record)
        session.configuration.observer?.sessionClosed(id, code: closeCode, log: session.log)
        logger.debug("session closed", metadata: ["session": "\(id)", "code": "\(closeCode ?? 0)"])
    }

    /// Takes a frame of one of the sockets. A frozen session reads it, and that is all.
    func receive(_ opcode: WebSocketOpcode, _ data: ByteBuffer, isMasked: Bool, from key: ObjectIdentifier) {
        guard !session.isFrozen, let sender = sockets.first(where: { $0.key == key }) else { return }
        guard isMasked else {
            return sender.handler.run { $0.perform([.close(code: 1_002, reason: "unmasked frame")]) }
        }
        switch opcode {
        case .text:
            session.configuration.observer?.exchanged(data, from: .client, session: id, at: elapsed)
            session.receive(data, at: elapsed)
        case .binary where sender.role == .media: session.report(data, at: elapsed)
        case .binary: session.receiveBinary(at: elapsed)
        case .ping: sender.handler.run { $0.perform([.pong(data)]) }
        case .connectionClose: sender.handler.run { $0.answerClose(data) }
        default: break
        }
        perform()
    }

    /// Lets a fault befall the session.
    func inflict(_ fault: SessionFault) {
        guard !hasEnded else { return }
        session.inflict(fault, at: elapsed)
        perform()
    }

    /// What the session heard and said until now.
    var record: StandInRecord {
        var record = session.record
        record.isOpen = !hasEnded
        record.closeCode = closeCode
        return record
    }

    private var elapsed: Duration { Duration(loop.now - openedAt) }

    /// Has the session's outputs written to all sockets, or to some, and sets the timer for its next deadline.
    private func perform(for some: [Socket]? = nil) {
        let outputs = session.takeOutputs()
        for output in outputs {
            if case .close(let code, _) = output { closeCode = code }
            guard case .event(_, let text) = output else { continue }
            session.configuration.observer?.exchanged(text, from: .server, session: id, at: elapsed)
        }
        let silent = outputs.filter { if case .event("response.output_audio.delta", _) = $0 { false } else { true } }
        for socket in some ?? sockets where !outputs.isEmpty {
            let heard = socket.role.isSideband ? silent : outputs
            socket.handler.run { $0.perform(heard) }
        }
        arm()
    }

    private func arm() {
        let deadline = hasEnded ? nil : session.nextDeadline
        guard deadline != timer?.deadline else { return }
        timer?.task.cancel()
        timer = deadline.map { deadline in
            let task = loop.assumeIsolated().scheduleTask(deadline: openedAt + TimeAmount(deadline)) {
                self.timer = nil
                self.session.advance(to: self.elapsed)
                self.perform()
            }
            return (deadline, task)
        }
    }
}
