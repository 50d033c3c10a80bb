import BenchProbes
import NIOCore
import NIOPosix
import Synchronization

/// Counts the frames of many calls: how many were sent, how many arrived, and how many were on their way for longer
/// than a frame lasts. Any thread.
final class FrameCount: Sendable {
    struct Figures: Sendable {
        var sent = 0
        var arrived = 0
        /// Frames that took longer than ``FrameCount/longest``.
        var late = 0
        var times = Durations()

        var lost: Int { sent - arrived }
    }

    /// 20 ms, in nanoseconds.
    static let longest: Int64 = 20_000_000

    private let figures = Mutex(Figures())

    func sent() {
        figures.withLock { $0.sent += 1 }
    }

    func arrived(_ stamp: Stamp, at now: UInt64) {
        let time = Int64(now) - Int64(stamp.sentAt)
        figures.withLock { figures in
            figures.arrived += 1
            if time > Self.longest { figures.late += 1 }
            figures.times.add(time)
        }
    }

    /// The figures so far.
    var now: Figures { figures.withLock { $0 } }

    /// The figures since this was last called.
    func take() -> Figures {
        figures.withLock { figures in
            defer { figures = Figures() }
            return figures
        }
    }
}

/// Calls whose callers and models send a stamped frame each 20 ms, all the time, through a server that is a process of
/// its own.
final class StampedCalls: Sendable {
    let frames = FrameCount()
    private let isOver = Atomic(false)
    private let callers = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let models = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    /// Where requests to the server can be made from.
    var loop: any EventLoop { callers.next() }

    /// Listens as the model.
    /// - Returns: the listening channel.
    func listen() async throws -> any Channel {
        let loop = models.next()
        return try await ProbeSocket.listen(on: loop) { _ in
            StampedModel(on: loop, self.frames) { self.isOver.load(ordering: .relaxed) }
        }
    }

    /// Begins so many calls.
    func begin(_ count: Int, with carrier: Carrier) async throws {
        let loop = loop
        for number in 0..<count {
            let call = Self.sid(number)
            let token = try await carrier.announce(call, on: loop)
            try await carrier.openStream(on: loop) {
                StampedCaller(CallerLine(call: call, token: token, on: loop), on: loop, self.frames) {
                    self.isOver.load(ordering: .relaxed)
                }
            }
        }
    }

    static func sid(_ number: Int) -> String {
        "CA" + String(repeating: "0", count: 26) + "\(100_000 + number)"
    }

    /// Stops talking, and waits for the frames that are on their way.
    func end() async throws {
        isOver.store(true, ordering: .relaxed)
        try await Task.sleep(for: .seconds(2))
    }

    func shutdown() async throws {
        for group in [callers, models] { try await group.shutdownGracefully() }
    }
}

/// A caller who talks all the time. Loop-bound.
private final class StampedCaller: ProbeEnd {
    private let line: CallerLine
    private let loop: any EventLoop
    private let frames: FrameCount
    private let isOver: () -> Bool
    private var isClosed = false
    private var sent: UInt64 = 0

    init(_ line: CallerLine, on loop: any EventLoop, _ frames: FrameCount, _ isOver: @escaping () -> Bool) {
        self.line = line
        self.loop = loop
        self.frames = frames
        self.isOver = isOver
        line.onMedia = { text, now in
            if let stamp = Stamp(in: text, after: #""payload":""#) { frames.arrived(stamp, at: now) }
        }
    }

    func opened(_ socket: ProbeSocket) {
        line.opened(socket)
        // The model is dialled meanwhile: what is said before is held, and would count as late.
        _ = Ticker(on: loop, from: .now() + .seconds(2)) { [self] _ in
            guard !isOver(), !isClosed else { return false }
            sent += 1
            frames.sent()
            line.say(Stamp(sequence: sent, sentAt: Stamp.now).frame)
            return true
        }
    }

    func received(_ text: ByteBuffer, at now: UInt64) { line.received(text, at: now) }

    func closed() { isClosed = true }
}

/// A model that talks all the time. Loop-bound.
private final class StampedModel: ProbeEnd {
    private let conversation = ModelConversation(greeting: ServerUnderTest.greeting)
    private let loop: any EventLoop
    private let frames: FrameCount
    private let isOver: () -> Bool
    private var isClosed = false
    private var sent: UInt64 = 0

    init(on loop: any EventLoop, _ frames: FrameCount, _ isOver: @escaping () -> Bool) {
        self.loop = loop
        self.frames = frames
        self.isOver = isOver
        conversation.onAppend = { text, now in
            if let stamp = Stamp(in: text, after: #""audio":""#) { frames.arrived(stamp, at: now) }
        }
        conversation.onGreeted = { [unowned self] in begin() }
    }

    private func begin() {
        conversation.beginResponse()
        _ = Ticker(on: loop, from: .now() + .seconds(1)) { [self] _ in
            guard !isOver(), !isClosed else { return false }
            sent += 1
            frames.sent()
            conversation.say(Stamp(sequence: sent, sentAt: Stamp.now).frame)
            return true
        }
    }

    func opened(_ socket: ProbeSocket) { conversation.opened(socket) }

    func received(_ text: ByteBuffer, at now: UInt64) { conversation.received(text, at: now) }

    func closed() { isClosed = true }
}
