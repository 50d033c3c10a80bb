import NIOCore

/// One connection, from before it is made until it has ended: commands out, answers back in their order. It is the last
/// handler of its channel. Loop-bound: to be used on ``loop`` alone.
///
/// Commands that come before ``open()`` are held back, until their deadline: the handshake goes first.
final class RedisLink: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    /// What comes of a command.
    typealias Answer = Result<RESPValue, RedisError>
    /// Whoever waits for it. Called once.
    typealias Waiter = (Answer) -> Void

    private struct Held {
        var command: ByteBuffer
        var waiter: Waiter
    }

    private enum State {
        case opening
        case open
        case ended(RedisError)
    }

    let loop: any EventLoop
    private let limits: RedisLimits
    private var state = State.opening
    private var sent: CommandQueue<Waiter>
    private var held: CommandQueue<Held>
    private var decoder: RESPDecoder
    private var context: ChannelHandlerContext?
    /// Commands that are written at the end of this turn of the loop, all at once.
    private var outgoing = ByteBuffer()
    private var writesSoon = false
    private var lastID = 0
    /// When a byte last came or went.
    private var used: NIODeadline
    private var alarm: (at: NIODeadline, callback: Scheduled<Void>)?
    /// What the channel said went wrong before it closed.
    private var fault: String?
    private var whenEnded: ((RedisError) -> Void)?
    /// The server takes no writes, or no longer knows us: the connection ends when all is answered.
    private var leaves: RedisErrorReply?

    /// Answers that came when nobody waited for them any more.
    private(set) var late = 0

    /// A link without a channel.
    init(on loop: any EventLoop, limits: RedisLimits) {
        self.loop = loop
        self.limits = limits
        sent = CommandQueue(most: limits.mostCommands, mostBytes: limits.mostBytes)
        held = CommandQueue(most: limits.mostCommands, mostBytes: limits.mostBytes)
        decoder = RESPDecoder(limits.answers)
        used = loop.now
    }

    /// Commands under way, those held back among them.
    var underWay: Int { sent.count + held.count }

    /// Why it ended; nil while it has not.
    var end: RedisError? { if case .ended(let error) = state { error } else { nil } }

    /// Calls `body` when the connection has ended; now, if it has.
    func onEnd(_ body: @escaping (RedisError) -> Void) {
        if let end { body(end) } else { whenEnded = body }
    }

    // MARK: Commands

    /// Sends a command, or holds it back until the link is open.
    /// - Parameters:
    ///   - isHandshake: whether it goes out before the link is open.
    ///   - waiter: called once: with the answer, or why there is none.
    /// - Returns: by what ``cancel(_:)`` knows it.
    @discardableResult
    func send(
        _ command: RedisCommand, until deadline: NIODeadline, isHandshake: Bool = false, _ waiter: @escaping Waiter
    ) -> Int {
        lastID += 1
        var bytes = ByteBuffer()
        command.write(into: &bytes)
        if let refusal = refusal(of: bytes.readableBytes, isHandshake: isHandshake) {
            waiter(.failure(refusal))
            return lastID
        }
        if case .opening = state, !isHandshake {
            held.append(
                Held(command: bytes, waiter: waiter), id: lastID, bytes: bytes.readableBytes, until: deadline,
                at: loop.now)
        } else {
            write(bytes, id: lastID, until: deadline, waiter)
        }
        setAlarm(at: deadline)
        return lastID
    }

    /// Gives up on a command that is under way; its waiter is told. Nothing happens if it was answered.
    func cancel(_ id: Int) {
        held.abandon(id)?.waiter(.failure(.cancelled(wasSent: false)))
        sent.abandon(id)?(.failure(.cancelled(wasSent: true)))
    }

    /// Sends what was held back, in its order.
    func open() {
        guard case .opening = state else { return }
        state = .open
        for (id, command, deadline) in held.removeAll() {
            write(command.command, id: id, until: deadline, command.waiter)
        }
        setAlarm()
    }

    private func refusal(of size: Int, isHandshake: Bool) -> RedisError? {
        if size > limits.longestCommand { return .tooLong(bytes: size) }
        if let leaves { return .away("\(leaves)") }
        switch state {
        case .ended(let error): return error == .closed ? .closed : .away(error.words)
        case .opening where !isHandshake: return held.hasRoom(for: size) ? nil : .busy(underWay: underWay)
        case .opening, .open: return sent.hasRoom(for: size) ? nil : .busy(underWay: underWay)
        }
    }

    private func write(_ bytes: ByteBuffer, id: Int, until deadline: NIODeadline, _ waiter: @escaping Waiter) {
        sent.append(waiter, id: id, bytes: bytes.readableBytes, until: deadline, at: loop.now)
        outgoing.writeImmutableBuffer(bytes)
        guard !writesSoon else { return }
        writesSoon = true
        loop.assumeIsolated().execute { self.flush() }
    }

    private func flush() {
        writesSoon = false
        guard let context, end == nil, outgoing.readableBytes > 0 else { return }
        used = loop.now
        let burst = outgoing
        outgoing = ByteBuffer()
        context.writeAndFlush(wrapOutboundOut(burst), promise: nil)
    }

    // MARK: Answers

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard end == nil else { return }
        used = loop.now
        decoder.feed(unwrapInboundIn(data))
        do throws(RESPFault) {
            while end == nil, let answer = try decoder.next() { take(answer) }
        } catch {
            close(.lost("\(error)"))
        }
    }

    private func take(_ answer: RESPValue) {
        if case .error(let reply) = answer, [.readOnly, .noAuthentication].contains(reply.kind), case .open = state {
            leaves = leaves ?? reply
        }
        switch sent.answered(at: loop.now) {
        case .awaited(let waiter): waiter(.success(answer))
        case .late: late += 1
        case .unasked:
            // So does a server that has no room for us, before it closes.
            if case .error(let reply) = answer {
                close(.server(reply))
            } else {
                close(.lost("an answer to no command"))
            }
        }
        if let leaves, sent.count == 0 { close(.server(leaves)) }
    }

    // MARK: Beginning and end

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        guard end == nil, context.channel.isActive else {
            context.close(promise: nil)
            return
        }
        flush()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        close(.lost("the connection is gone"))
    }

    func channelInactive(context: ChannelHandlerContext) {
        close(.lost(fault ?? "the server closed it"))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fault = fault ?? RedisFailure.words(error)
        // An end of TLS without a farewell comes before the end of the connection.
        context.close(promise: nil)
    }

    /// Ends the connection: commands that were sent may have taken effect, those held back were not sent.
    func close(_ error: RedisError) {
        guard end == nil else { return }
        state = .ended(error)
        alarm?.callback.cancel()
        alarm = nil
        let isOurs = error == .closed
        for (_, waiter, _) in sent.removeAll() { waiter(.failure(.lost(error.words))) }
        for (_, command, _) in held.removeAll() { command.waiter(.failure(isOurs ? .closed : .away(error.words))) }
        context?.close(promise: nil)
        whenEnded?(error)
        whenEnded = nil
    }

    // MARK: Time

    /// Sets the one timer, if nothing rings sooner.
    /// - Parameter deadline: when something is due; nil to look for the next thing.
    private func setAlarm(at deadline: NIODeadline? = nil) {
        guard end == nil else { return }
        let due = [deadline ?? nextDeadline, sent.silentSince.map { $0 + limits.silence }, nextPing].compactMap(\.self)
        guard let next = due.min() else { return }
        if let alarm {
            guard next < alarm.at else { return }
            alarm.callback.cancel()
        }
        alarm = (next, loop.assumeIsolated().scheduleTask(deadline: next) { self.ring() })
    }

    private var nextDeadline: NIODeadline? {
        [sent.nextDeadline, held.nextDeadline].compactMap(\.self).min()
    }

    /// When a connection that is not used is asked whether it still is one.
    private var nextPing: NIODeadline? {
        guard case .open = state, sent.count == 0 else { return nil }
        return used + limits.pingAfter
    }

    private func ring() {
        alarm = nil
        let now = loop.now
        for waiter in sent.expire(at: now) { waiter(.failure(.deadline(wasSent: true))) }
        for command in held.expire(at: now) { command.waiter(.failure(.deadline(wasSent: false))) }
        if let since = sent.silentSince, since + limits.silence <= now {
            return close(.lost("no answer for \(limits.silence.nanoseconds / 1_000_000) ms"))
        }
        // Its answer is of no interest, its coming is.
        if let nextPing, nextPing <= now { send(RedisCommand("PING"), until: now + limits.silence) { _ in } }
        setAlarm()
    }
}
