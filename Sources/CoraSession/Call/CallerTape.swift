import CoraCall
import CoraTenant
import NIOCore

/// The caller's last audio, for a model that was not there to hear it or lost it with its session. Bounded: the oldest
/// audio goes first. Loop-bound.
///
/// Payloads are kept as they came, in one buffer whose room is used again: a frame costs one copy, and allocates nothing
/// as long as no turn is kept.
struct CallerTape {
    /// What is kept.
    private enum Mode {
        /// The last moments: a turn's beginning is known only after it was spoken.
        case passing
        /// A turn whose words are not known yet, and all that came after its beginning.
        case turn
        /// Everything, because the model does not hear.
        case holding
        /// What a new session was given: it may be lost before it has noticed any of it.
        case given
    }

    /// One payload: the length of its base64 and of its line audio, in bytes.
    private struct Frame {
        var base64: UInt32
        var audio: UInt32
    }

    /// How much is kept while no turn is: the model says that a turn has begun some 300 ms after it has, and names as its
    /// beginning a moment 300 ms before that (`prefix_padding_ms`); as much again may be lost on the way.
    private static let passing = LineAudio.bytes(in: .milliseconds(1_400))
    /// The longest turn that is kept.
    private static let longestTurn = LineAudio.bytes(in: .seconds(30))
    /// How much is held while a model that was lost is dialled again: more than the ladder's two bounds.
    private static let longestOutage = LineAudio.bytes(in: .seconds(20))
    /// How long a new session hears before it must have noticed what it was given.
    private static let probation = LineAudio.bytes(in: Conversation.noticing)
    /// The room that the last moments want, in bytes of base64, and some frames more. A call has it all the time.
    private static let room = 16 << 10

    private var frames: CircularBuffer<Frame>
    /// The base64 of all of ``frames``, one behind the other.
    private var base64: ByteBuffer
    private var mode = Mode.holding
    /// How much line audio is kept, in bytes.
    private var bytes = 0
    /// How much of it, from the oldest on, the model needs not hear.
    private var unwanted = 0
    /// How much line audio has come since a new session was given what is kept.
    private var since = 0
    /// How much is kept while the model does not hear: at the start of a call less than in the middle of one.
    private var limitWhileHolding: Int

    /// Begins by holding, as a call does: its model is not set up yet.
    /// - Parameter limit: how much is held at most while the model does not hear, a turn before that aside.
    init(limit: CallDuration) {
        limitWhileHolding = LineAudio.bytes(in: limit)
        frames = CircularBuffer(initialCapacity: 128)
        base64 = ByteBufferAllocator().buffer(capacity: Self.room)
    }

    private var limit: Int {
        switch mode {
        case .passing: Self.passing
        case .turn: Self.longestTurn
        case .holding, .given: limitWhileHolding
        }
    }

    /// How much audio is held for the model.
    var length: CallDuration { mode == .holding ? LineAudio.duration(ofBytes: bytes - unwanted) : .zero }

    /// Keeps one payload. Audio path.
    /// - Parameter count: how many bytes of line audio it decodes to.
    /// - Returns: how many payloads were dropped that the model should have heard.
    mutating func append(_ payload: UnsafeRawBufferPointer, bytes count: Int) -> Int {
        if base64.writableBytes < payload.count { base64.discardReadBytes() }
        base64.writeBytes(payload)
        frames.append(
            Frame(base64: UInt32(truncatingIfNeeded: payload.count), audio: UInt32(truncatingIfNeeded: count)))
        bytes += count
        if mode == .given { heard(count) }
        return bytes > limit ? dropOldest() : 0
    }

    /// The session that was given what is kept has heard more: in the end it has noticed all that it will.
    private mutating func heard(_ count: Int) {
        since += count
        if since > Self.probation { pass() }
    }

    private mutating func pass() {
        mode = .passing
        _ = dropOldest()
        guard base64.capacity > Self.room else { return }
        // A long turn's room goes back.
        var smaller = ByteBufferAllocator().buffer(capacity: Self.room)
        smaller.writeBuffer(&base64)
        base64 = smaller
    }

    /// Drops the oldest payloads until the rest fits.
    private mutating func dropOldest() -> Int {
        var dropped = 0
        while bytes > limit, let oldest = frames.popFirst() {
            let audio = Int(oldest.audio)
            if mode == .holding, unwanted < audio { dropped += 1 }
            base64.moveReaderIndex(forwardBy: Int(oldest.base64))
            bytes -= audio
            unwanted = max(unwanted - audio, 0)
        }
        return dropped
    }

    /// A turn has begun this long ago; if one is being kept already, its beginning stays.
    mutating func keepTurn(milliseconds: Int) {
        guard mode == .passing || mode == .given else { return }
        mode = .turn
        unwanted = max(bytes - milliseconds * LineAudio.bytesPerMillisecond, 0)
    }

    /// The words of all turns are known.
    mutating func turnSettled() {
        if mode == .turn { pass() }
    }

    /// The model does not hear.
    /// - Parameter replayingTurn: whether the turn that is kept goes to the next session; otherwise only what comes from
    ///   now on does, and what a session that is lost as well was given and had not noticed.
    mutating func hold(replayingTurn: Bool) {
        let replays = replayingTurn && mode == .turn || mode == .given
        if !replays { unwanted = bytes }
        mode = .holding
        limitWhileHolding = Self.longestOutage + (replays ? min(bytes - unwanted, Self.longestTurn) : 0)
    }

    /// The last moments are to be heard again, by another session.
    mutating func repeatLast(milliseconds: Int) {
        unwanted = max(bytes - milliseconds * LineAudio.bytesPerMillisecond, 0)
        mode = .holding
    }

    /// Gives all that the model should hear to `body`, the oldest first, and keeps it until the model has shown that it
    /// has heard it.
    mutating func release(_ body: (_ base64: UnsafeRawBufferPointer, _ bytes: Int) -> Void) {
        base64.withUnsafeReadableBytes { all in
            var start = 0
            var skip = unwanted
            for frame in frames {
                let end = min(start + Int(frame.base64), all.count)
                let audio = Int(frame.audio)
                if skip > 0 { skip -= audio } else { body(.init(rebasing: all[start..<end]), audio) }
                start = end
            }
        }
        mode = .given
        since = 0
    }
}
