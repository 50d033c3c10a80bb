import BenchProbes
import NIOCore
import Synchronization

/// A caller who never stops talking: a stamped frame each 20 ms through CORA, and halfway between, one on the direct
/// socket. Loop-bound.
final class TalkingCaller {
    let line: CallerLine
    let direct = DirectEnd(audioAfter: #""delta":""#)
    /// What came through CORA.
    private(set) var arrivals = Arrivals()
    /// From the model's sending `speech_started` to `clear` here.
    private(set) var bargeIns = Durations()
    private(set) var sent: UInt64 = 0
    private var tickers: [Ticker] = []

    init(_ line: CallerLine, _ bargeIn: BargeIn) {
        self.line = line
        line.onMedia = { [unowned self] text, now in
            if let stamp = Stamp(in: text, after: #""payload":""#) { arrivals.add(stamp, at: now) }
        }
        line.onClear = { [unowned self] now in
            bargeIns.add(Int64(now) - Int64(bargeIn.sentAt.load(ordering: .relaxed)))
        }
    }

    /// Talks from that moment on, for so many frames.
    func talk(frames: Int, on loop: any EventLoop, from start: NIODeadline) {
        tickers = [
            Ticker(on: loop, from: start) { [unowned self] tick in
                sent += 1
                line.say(Stamp(sequence: sent, sentAt: Stamp.now).frame)
                return tick + 1 < frames
            },
            Ticker(on: loop, from: start + .milliseconds(10)) { [unowned self] tick in
                direct.send { CarrierMessages.media($0, $1) }
                return tick + 1 < frames
            },
        ]
    }
}
