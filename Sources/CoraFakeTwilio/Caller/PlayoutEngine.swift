/// Does what Twilio does with the audio it is sent: buffers it, plays it in real time to the caller, and returns each
/// mark when all audio before it has been played (Twilio, "Media Streams: WebSocket messages", mark and clear).
///
/// A value without a clock: one ``tick(into:)`` is 20 ms. Audio is µ-law at 8 kHz, 8 bytes a millisecond.
package struct PlayoutEngine: Sendable {
    /// Bytes in one tick of 20 ms.
    package static let frameBytes = 160
    /// The most bytes that may wait: ten minutes of audio. Audio beyond it is dropped (Twilio error 31931).
    package static let capacity = 4_800_000
    /// The most marks that may wait. The number is ours: Twilio names no bound, but a server must not fill our memory.
    package static let markCapacity = 10_000

    /// Audio bytes waiting to be played.
    package var queuedBytes: Int { audio.count - head }
    /// All audio bytes played so far.
    package private(set) var playedBytes = 0

    private var audio: [UInt8] = []
    private var head = 0
    private var marks: [Mark] = []
    private var isSounding = false

    private struct Mark {
        var name: String
        /// The count of played bytes at which everything before the mark has been played.
        var position: Int
    }

    package init() {}

    /// Puts audio at the end of the queue.
    /// - Returns: false when the queue is full and the audio was dropped.
    package mutating func enqueue(audio bytes: some Collection<UInt8>) -> Bool {
        guard queuedBytes + bytes.count <= Self.capacity else { return false }
        compact()
        audio.append(contentsOf: bytes)
        return true
    }

    /// What happens to a mark.
    package enum OnMark: Sendable, Equatable {
        /// The mark waits for the audio before it.
        case queued
        /// No audio is before the mark: return it now.
        case echo
        /// The mark is dropped, because too many wait already.
        case dropped
    }

    /// Puts a mark at the end of the queue.
    package mutating func enqueue(mark name: String) -> OnMark {
        if queuedBytes == 0, !isSounding { return .echo }
        guard marks.count < Self.markCapacity else { return .dropped }
        marks.append(Mark(name: name, position: playedBytes + queuedBytes))
        return .queued
    }

    /// What one tick played.
    package struct Tick: Sendable, Equatable {
        /// Bytes of agent audio in the frame; the rest of it is silence.
        package var audioBytes: Int
        /// The marks whose audio had been played when the tick began, in order.
        package var marks: [String]
    }

    /// Plays 20 ms into `frame`, which is made ``frameBytes`` long; what the queue cannot fill is silence (0xFF).
    package mutating func tick(into frame: inout [UInt8]) -> Tick {
        let marks = takeMarks(through: playedBytes)
        let count = min(Self.frameBytes, queuedBytes)
        frame.removeAll(keepingCapacity: true)
        frame.append(contentsOf: audio[head..<head + count])
        frame.append(contentsOf: repeatElement(0xFF, count: Self.frameBytes - count))
        head += count
        playedBytes += count
        isSounding = count > 0
        return Tick(audioBytes: count, marks: marks)
    }

    /// What a `clear` removed.
    package struct Cleared: Sendable, Equatable {
        /// Audio bytes that will not be heard.
        package var droppedBytes: Int
        /// Every mark that waited, in order: Twilio returns them all.
        package var marks: [String]
    }

    /// Empties the queue, as a `clear` does.
    package mutating func clear() -> Cleared {
        let dropped = queuedBytes
        audio.removeAll(keepingCapacity: true)
        head = 0
        return Cleared(droppedBytes: dropped, marks: takeMarks(through: .max))
    }

    private mutating func takeMarks(through position: Int) -> [String] {
        let count = marks.prefix { $0.position <= position }.count
        guard count > 0 else { return [] }
        let names = marks.prefix(count).map(\.name)
        marks.removeFirst(count)
        return names
    }

    /// Frees the bytes already played once they are most of the buffer, so that a long call needs memory only for what
    /// is queued.
    private mutating func compact() {
        guard head > 65_536, head > audio.count / 2 else { return }
        audio.removeFirst(head)
        head = 0
    }
}
