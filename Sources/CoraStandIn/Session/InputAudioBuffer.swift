import NIOCore

/// The caller's audio: how much has been appended, which is the session's audio clock, and the part not yet committed.
struct InputAudioBuffer: Sendable {
    /// The most bytes in one `append` (reference, 2.3), and the most that may be uncommitted: beyond it the oldest are
    /// dropped.
    static let limit = 15 * 1_024 * 1_024

    private(set) var format: AudioFormat
    private(set) var bytes = ByteBuffer()
    /// Milliseconds appended before the format last changed.
    private var millisecondsBefore = 0
    private var bytesAppended = 0
    private var halfSample: UInt8?

    init(format: AudioFormat) {
        self.format = format
    }

    /// Milliseconds of audio appended in the session.
    var milliseconds: Int { millisecondsBefore + bytesAppended / format.bytesPerMillisecond }

    /// Milliseconds of audio not yet committed.
    var uncommittedMilliseconds: Double { Double(bytes.readableBytes) / Double(format.bytesPerMillisecond) }

    /// Adds audio; half a sample at its end is kept for the next call.
    ///
    /// - Returns: the whole samples that are new.
    mutating func append(_ audio: ByteBuffer) -> ByteBuffer {
        var whole = ByteBuffer()
        if let halfSample { whole.writeInteger(halfSample) }
        whole.writeImmutableBuffer(audio)
        halfSample = nil
        if whole.readableBytes % format.bytesPerSample != 0, let last = whole.readableBytesView.last {
            halfSample = last
            whole.moveWriterIndex(to: whole.writerIndex - 1)
        }
        bytesAppended += whole.readableBytes
        bytes.writeImmutableBuffer(whole)
        keepLast(bytes: Self.limit)
        return whole
    }

    /// Drops all uncommitted audio but the last `milliseconds`: before a turn, only its padding is needed.
    mutating func keepLast(milliseconds: Int) {
        keepLast(bytes: max(0, milliseconds) * format.bytesPerMillisecond)
    }

    /// Takes the uncommitted audio out, except for the last `rest` milliseconds.
    mutating func take(leavingMilliseconds rest: Int = 0) -> ByteBuffer {
        let count = max(0, bytes.readableBytes - rest * format.bytesPerMillisecond)
        return bytes.readSlice(length: count) ?? ByteBuffer()
    }

    /// Changes the format: drops what is uncommitted; the clock goes on.
    mutating func change(to format: AudioFormat) {
        millisecondsBefore = milliseconds
        bytesAppended = 0
        halfSample = nil
        bytes = ByteBuffer()
        self.format = format
    }

    private mutating func keepLast(bytes count: Int) {
        guard bytes.readableBytes > count else { return }
        bytes.moveReaderIndex(forwardBy: bytes.readableBytes - count)
        bytes.discardReadBytes()
    }
}
