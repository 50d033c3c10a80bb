import BenchProbes
import NIOCore
import Synchronization

/// What the probes of busy calls have sent and seen so far, so that one run's work can be held against another's.
final class BusyWork: Sendable {
    /// Frames of callers that reached the model.
    let appends = Atomic<Int>(0)
    /// Media messages that reached callers.
    let media = Atomic<Int>(0)
    /// Barge-ins, at either end.
    let clears = Atomic<Int>(0)
    let truncations = Atomic<Int>(0)

    /// Messages with audio, both ways.
    var messages: Int { appends.load(ordering: .relaxed) + media.load(ordering: .relaxed) }

    /// Barge-ins that both ends saw.
    var bargeIns: Int { min(clears.load(ordering: .relaxed), truncations.load(ordering: .relaxed)) }
}

/// A caller whose line carries a frame each 20 ms, as every line does, spoken into or not. Loop-bound.
final class BusyCaller: ProbeEnd {
    private static let frame = ByteBuffer(repeating: 0x55, count: 160).base64

    private let line: CallerLine
    private let loop: any EventLoop
    private var isOver = false

    /// - Parameter work: counts what arrives.
    init(_ line: CallerLine, on loop: any EventLoop, _ work: BusyWork) {
        self.line = line
        self.loop = loop
        line.onMedia = { _, _ in work.media.add(1, ordering: .relaxed) }
        line.onClear = { _ in work.clears.add(1, ordering: .relaxed) }
    }

    func opened(_ socket: ProbeSocket) {
        line.opened(socket)
        _ = Ticker(on: loop, from: .now() + .milliseconds(20)) { [self] _ in
            guard !isOver else { return false }
            line.say(Self.frame)
            return true
        }
    }

    func received(_ text: ByteBuffer, at now: UInt64) {
        line.received(text, at: now)
    }

    func closed() {
        isOver = true
    }
}
