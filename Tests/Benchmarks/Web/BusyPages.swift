import BenchProbes
import CoraWire
import NIOCore
import Synchronization

/// A page whose caller talks by socket: its microphone sends 20 ms at a time, and it plays what it is sent in real time and
/// tells ten times a second how far that has come. Loop-bound.
final class BusyPage: ProbeEnd {
    /// 20 ms of 24 kHz samples.
    private static let block = ByteBuffer(repeating: 0x55, count: 960)
    private static let samplesPerMillisecond = 24
    private static let bytesPerSample = 2
    /// In blocks.
    private static let reportInterval = 5
    private static let heartbeatInterval = 150
    private static let figuresInterval = 500

    private let loop: any EventLoop
    private let work: BusyWork
    private var isOver = false
    /// Samples of the agent's that came, and when the last of them will have been played.
    private var received = 0
    private var playedUntil = NIODeadline.now()
    private var reported = 0

    /// - Parameter work: counts what arrives.
    init(on loop: any EventLoop, _ work: BusyWork) {
        self.loop = loop
        self.work = work
    }

    func opened(_ socket: ProbeSocket) {
        _ = Ticker(on: loop, from: .now() + .milliseconds(20)) { [self] count in
            guard !isOver else { return false }
            socket.sendBinary(Self.block)
            if count.isMultiple(of: Self.reportInterval) { report(to: socket) }
            if count.isMultiple(of: Self.heartbeatInterval) { socket.send(.heartbeat(count)) }
            if count.isMultiple(of: Self.figuresInterval) { socket.send(.figures) }
            return true
        }
    }

    func receivedBinary(_ bytes: ByteBuffer) {
        work.media.add(1, ordering: .relaxed)
        let samples = bytes.readableBytes / Self.bytesPerSample
        received += samples
        playedUntil = max(playedUntil, .now()) + .microseconds(Int64(samples * 1000 / Self.samplesPerMillisecond))
    }

    func received(_ text: ByteBuffer, at now: UInt64) {
        guard text.find(#""type":"clear""#) != nil else { return }
        work.clears.add(1, ordering: .relaxed)
        received = (try? JSON.parse(text))?["position"]?.int ?? received
        playedUntil = .now()
    }

    func closed() {
        isOver = true
    }

    private func report(to socket: ProbeSocket) {
        let waiting = Int(max(playedUntil - .now(), .zero).nanoseconds) * Self.samplesPerMillisecond / 1_000_000
        let position = max(received - waiting, 0)
        guard position > reported else { return }
        reported = position
        socket.send(ByteBuffer(string: #"{"type":"played","position":\#(position)}"#))
    }
}

/// A page whose caller talks by WebRTC: it only has the control socket. Loop-bound.
final class BusyPeerPage: ProbeEnd {
    /// A peer connection that the server asks for.
    struct Wanted: Sendable {
        var number: Int
        var key: String
        var path: String
    }

    private let loop: any EventLoop
    private let offered: EventLoopPromise<Wanted>
    private let work: BusyWork
    private var socket: ProbeSocket?

    /// - Parameters:
    ///   - offered: succeeds when the server asks for the first connection.
    ///   - work: counts what arrives.
    init(on loop: any EventLoop, _ offered: EventLoopPromise<Wanted>, _ work: BusyWork) {
        self.loop = loop
        self.offered = offered
        self.work = work
    }

    func opened(_ socket: ProbeSocket) {
        self.socket = socket
        _ = Ticker(on: loop, from: .now() + .seconds(3), every: .seconds(3)) { [self] count in
            self.socket?.send(.heartbeat(count))
            return self.socket != nil
        }
        _ = Ticker(on: loop, from: .now() + .seconds(10), every: .seconds(10)) { [self] _ in
            self.socket?.send(.figures)
            return self.socket != nil
        }
    }

    /// The connection of that number is up.
    func connected(_ number: Int) {
        socket?.send(ByteBuffer(string: #"{"type":"peer","number":\#(number),"state":"connected"}"#))
    }

    func received(_ text: ByteBuffer, at now: UInt64) {
        if text.find(#""type":"clear""#) != nil { work.clears.add(1, ordering: .relaxed) }
        guard text.find(#""type":"offer""#) != nil, let message = try? JSON.parse(text) else { return }
        guard let number = message["number"]?.int, let key = message["key"]?.string,
            let path = message["path"]?.string
        else { return }
        offered.succeed(Wanted(number: number, key: key, path: path))
    }

    func closed() {
        socket = nil
        offered.fail(Carrier.Refused(description: "the session ended before a connection was asked for"))
    }
}

extension ByteBuffer {
    /// The message with which a page asks whether the server is there.
    fileprivate static func heartbeat(_ id: Int) -> ByteBuffer {
        ByteBuffer(string: #"{"type":"heartbeat","id":\#(id)}"#)
    }

    /// What a page tells of its own figures.
    fileprivate static let figures = ByteBuffer(
        string: #"{"type":"figures","first_audio_ms":150,"turn_ms":[500,520],"barge_in_ms":[60],"gaps":0,"gap_ms":0}"#)
}
