import CoraCall
import CoraTenant
import NIOCore

/// The caller's last audio, for a model that was not there to hear it or lost it with its session. Bounded: the oldest
/// audio goes first. Loop-bound.
///
/// Payloads are kept as they came, in blocks that are used again: a frame costs one copy, and allocates nothing as long
/// as no turn is kept.
struct CallerTape {
    /// What is kept.
    private enum Mode {
        /// The last moments: a turn's beginning is known only after it was spoken.
        case passing
        /// A turn whose words are not known yet, and all that came after its beginning.
        case turn
        /// Everything, because the model does not hear.
        case holding
        /// Everything from the beginning of a turn on, which the model has lost with its session.
        case holdingTurn
    }

    /// The base64 of some payloads, one behind the other.
    private struct Block {
        var base64 = ByteBufferAllocator().buffer(capacity: CallerTape.framesInBlock * 216)
        /// How many payloads are still in it.
        var frames = 0
        /// How many were written to it.
        var written = 0
    }

    /// One payload: the length of its base64 and of its line audio, in bytes.
    private struct Frame {
        var base64: Int
        var audio: Int
    }

    /// Half a second of frames of 20 ms.
    private static let framesInBlock = 25
    /// How much is kept while no turn is: the model says that a turn has begun some 300 ms after it has.
    private static let passing = LineAudio.bytes(in: .seconds(2))
    /// The longest turn that is kept.
    private static let longestTurn = LineAudio.bytes(in: .seconds(30))

    /// How much is held while a model that was lost is dialled again: more than the ladder's two bounds.
    private static let longestOutage = LineAudio.bytes(in: .seconds(20))

    private var frames: CircularBuffer<Frame> = []
    private var blocks: CircularBuffer<Block> = [Block()]
    private var spare: Block?
    private var mode = Mode.holding
    /// How much line audio is kept, in bytes.
    private var bytes = 0
    /// How much of it, from the oldest on, the model needs not hear.
    private var unwanted = 0
    /// How much is kept while the model does not hear: at the start of a call less than in the middle of one.
    private var limitWhileHolding: Int

    /// Begins by holding, as a call does: its model is not set up yet.
    /// - Parameter limit: how much is held at most while the model does not hear, turn aside.
    init(limit: CallDuration) {
        limitWhileHolding = LineAudio.bytes(in: limit)
    }

    private var limit: Int {
        switch mode {
        case .passing: Self.passing
        case .turn: Self.longestTurn
        case .holding: limitWhileHolding
        case .holdingTurn: Self.longestTurn + limitWhileHolding
        }
    }

    private var isHolding: Bool { mode == .holding || mode == .holdingTurn }

    /// How much audio is held for the model.
    var length: CallDuration { mode == .passing ? .zero : LineAudio.duration(ofBytes: bytes - unwanted) }

    /// Keeps one payload. Audio path.
    /// - Parameter count: how many bytes of line audio it decodes to.
    /// - Returns: how many payloads were dropped that the model should have heard.
    mutating func append(_ base64: UnsafeRawBufferPointer, bytes count: Int) -> Int {
        let last = blocks.index(before: blocks.endIndex)
        if blocks[last].written >= Self.framesInBlock { addBlock() }
        let block = blocks.index(before: blocks.endIndex)
        blocks[block].base64.writeBytes(base64)
        blocks[block].frames += 1
        blocks[block].written += 1
        frames.append(Frame(base64: base64.count, audio: count))
        bytes += count
        return bytes > limit ? dropOldest() : 0
    }

    private mutating func addBlock() {
        blocks.append(spare ?? Block())
        spare = nil
    }

    /// Drops the oldest payloads until the rest fits.
    private mutating func dropOldest() -> Int {
        var dropped = 0
        while bytes > limit, let oldest = frames.first {
            if isHolding, unwanted < oldest.audio { dropped += 1 }
            takeOldest { _, _ in }
        }
        return dropped
    }

    /// Takes the oldest payload off, and shows it to `body`.
    private mutating func takeOldest(_ body: (_ base64: UnsafeRawBufferPointer, _ bytes: Int) -> Void) {
        guard let frame = frames.popFirst() else { return }
        while blocks[blocks.startIndex].frames == 0, blocks.count > 1 { recycle() }
        let block = blocks.startIndex
        blocks[block].base64.readWithUnsafeReadableBytes { all in
            body(UnsafeRawBufferPointer(rebasing: all[..<min(frame.base64, all.count)]), frame.audio)
            return min(frame.base64, all.count)
        }
        blocks[block].frames -= 1
        bytes -= frame.audio
        unwanted = max(unwanted - frame.audio, 0)
    }

    /// Makes the first block, which is empty, the spare one.
    private mutating func recycle() {
        var block = blocks.removeFirst()
        block.base64.clear()
        block.written = 0
        spare = block
    }

    /// A turn has begun this long ago; if one is being kept already, its beginning stays.
    mutating func keepTurn(milliseconds: Int) {
        guard mode == .passing else { return }
        mode = .turn
        unwanted = max(bytes - milliseconds * LineAudio.bytesPerMillisecond, 0)
    }

    /// The words of all turns are known.
    mutating func turnSettled() {
        guard mode == .turn else { return }
        mode = .passing
        _ = dropOldest()
    }

    /// The model does not hear.
    /// - Parameter replayingTurn: whether the turn that is kept goes to the next session; otherwise only what comes from
    ///   now on does.
    mutating func hold(replayingTurn: Bool) {
        let hasTurn = replayingTurn && mode == .turn
        if !hasTurn { unwanted = bytes }
        mode = hasTurn ? .holdingTurn : .holding
        limitWhileHolding = Self.longestOutage
    }

    /// The last moments are to be heard again, by another session.
    mutating func repeatLast(milliseconds: Int) {
        unwanted = max(bytes - milliseconds * LineAudio.bytesPerMillisecond, 0)
        mode = .holding
    }

    /// Gives all that the model should hear to `body`, the oldest first, and keeps on listening.
    mutating func release(_ body: (_ base64: UnsafeRawBufferPointer, _ bytes: Int) -> Void) {
        while !frames.isEmpty {
            let isWanted = unwanted == 0
            takeOldest { base64, bytes in if isWanted { body(base64, bytes) } }
        }
        blocks = [Block()]
        mode = .passing
    }
}
