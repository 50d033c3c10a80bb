import CoraCall
import CoraTenant

/// The carrier's end of a line, as its documentation has it: it plays what it is sent at eight bytes a millisecond,
/// returns a mark when all before it has been played, and on `clear` drops the rest and returns every mark.
/// What travels takes its time each way and keeps its order.
struct Carrier {
    private enum Message {
        case audio(Int)
        case mark(Int)
        case clear
    }

    /// Audio that ever arrived, dropped audio included: positions count from here, as the clock's do.
    private var received = 0
    /// Where the part that waits to be played begins.
    private var playhead = 0
    private var playedAt = CallInstant(nanoseconds: 0)
    private var marks: [(mark: Int, position: Int)] = []
    private var toCarrier: [(at: CallInstant, message: Message)] = []
    private var toUs: [(at: CallInstant, mark: Int)] = []

    mutating func send(audio bytes: Int, at now: CallInstant, delay: CallDuration) { send(.audio(bytes), now + delay) }
    mutating func send(mark: Int, at now: CallInstant, delay: CallDuration) { send(.mark(mark), now + delay) }
    mutating func sendClear(at now: CallInstant, delay: CallDuration) { send(.clear, now + delay) }

    private mutating func send(_ message: Message, _ at: CallInstant) {
        toCarrier.append((max(at, toCarrier.last?.at ?? at), message))
    }

    /// How far playback is now. Dropped audio counts as passed over.
    mutating func position(at now: CallInstant, delay: CallDuration) -> Int {
        run(to: now, delay: delay)
        return playhead
    }

    /// The marks that have come back to us by now, and when they did.
    mutating func marksReturned(at now: CallInstant, delay: CallDuration) -> [(at: CallInstant, mark: Int)] {
        run(to: now, delay: delay)
        let back = toUs.prefix { $0.at <= now }
        toUs.removeFirst(back.count)
        return Array(back)
    }

    private mutating func run(to now: CallInstant, delay: CallDuration) {
        while let next = toCarrier.first, next.at <= now {
            toCarrier.removeFirst()
            play(to: next.at, delay: delay)
            switch next.message {
            case .audio(let bytes): received += bytes
            case .mark(let mark):
                marks.append((mark, received))
                play(to: next.at, delay: delay)
            case .clear:
                playhead = received
                for (mark, _) in marks { giveBack(mark, next.at + delay) }
                marks = []
            }
        }
        play(to: now, delay: delay)
    }

    private mutating func play(to now: CallInstant, delay: CallDuration) {
        let from = playhead
        let started = playedAt
        playhead = min(received, playhead + LineAudio.bytes(in: now - playedAt))
        // Less than a byte of time is carried over while something plays.
        playedAt = playhead < received ? started + LineAudio.duration(ofBytes: playhead - from) : now
        while let first = marks.first, first.position <= playhead {
            marks.removeFirst()
            let played = started + LineAudio.duration(ofBytes: max(first.position - from, 0))
            giveBack(first.mark, played + delay)
        }
    }

    private mutating func giveBack(_ mark: Int, _ at: CallInstant) {
        toUs.append((max(at, toUs.last?.at ?? at), mark))
    }
}
