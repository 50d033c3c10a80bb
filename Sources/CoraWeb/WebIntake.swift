package import CoraTenant

/// Counts what a web client sends, so that no client costs more than a caller does. Audio is taken in whole blocks
/// (``WebAudio/blockBytes``): half a sample, or any other rest of a frame, waits for the next one and is never dropped.
package struct WebIntake: Sendable, Equatable {
    /// What to do with a frame of audio.
    package enum OnAudio: Sendable, Equatable {
        /// So many bytes of what has come are whole blocks and go on: zero where none is whole yet.
        case pass(bytes: Int)
        /// More audio has come than a caller can say; the text says how much is too much.
        case tooFast(String)
    }

    /// Blocks a minute: a tenth more than real time, for clocks that run fast.
    private static let blocksPerMinute = 3300
    /// Blocks at once, after a pause of the network: five seconds of audio.
    private static let mostBlocks = 250
    /// Frames a minute: four times what a page sends, which is fifty frames of audio and some reports a second.
    private static let framesPerMinute = 15_000
    /// Frames at once.
    private static let mostFrames = 1000
    /// Reports of figures a minute, and no two at once.
    private static let figuresPerMinute = 60

    private var blocks: TokenBucket
    private var frames: TokenBucket
    private var figures: TokenBucket
    /// Bytes that wait for the rest of their block.
    private var rest = 0
    /// Frames of audio with an odd number of bytes.
    package private(set) var oddFrames = 0

    /// Begins when the client's socket opens.
    package init(at now: CallInstant) {
        blocks = TokenBucket(perMinute: Self.blocksPerMinute, burst: Self.mostBlocks, at: now)
        frames = TokenBucket(perMinute: Self.framesPerMinute, burst: Self.mostFrames, at: now)
        figures = TokenBucket(perMinute: Self.figuresPerMinute, burst: 1, at: now)
    }

    /// A frame came, of whatever kind.
    /// - Returns: nil if it may be read; else how many are too many, in words.
    package mutating func frameArrived(at now: CallInstant) -> String? {
        frames.take(at: now) ? nil : "more than \(Self.framesPerMinute / 60) frames a second"
    }

    /// A report of the client's figures came.
    /// - Returns: whether it is taken: one a second is, others are ignored.
    package mutating func figuresArrived(at now: CallInstant) -> Bool {
        figures.take(at: now)
    }

    /// A frame of audio came.
    /// - Parameter bytes: its length.
    package mutating func audioArrived(bytes: Int, at now: CallInstant) -> OnAudio {
        if !bytes.isMultiple(of: WebAudio.bytesPerSample) { oddFrames += 1 }
        let waiting = rest + bytes
        let whole = waiting / WebAudio.blockBytes
        for _ in 0..<whole {
            guard blocks.take(at: now) else { return .tooFast("more audio than real time") }
        }
        rest = waiting - whole * WebAudio.blockBytes
        return .pass(bytes: whole * WebAudio.blockBytes)
    }
}
