import NIOCore

/// The caller's audio: the clock that it is, and the part not yet committed.
struct InputAudioBuffer: Sendable {
    /// One `append` may hold so much (reference, 2.3), and so may all that is uncommitted: the oldest gives way.
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

    /// Adds audio and answers what now has whole samples.
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

    /// Drops all but the last milliseconds: audio before a turn is of no use once its padding is kept.
    mutating func keepLast(milliseconds: Int) {
        keepLast(bytes: max(0, milliseconds) * format.bytesPerMillisecond)
    }

    /// Takes what is uncommitted, but for the last milliseconds.
    mutating func take(leavingMilliseconds rest: Int = 0) -> ByteBuffer {
        let count = max(0, bytes.readableBytes - rest * format.bytesPerMillisecond)
        return bytes.readSlice(length: count) ?? ByteBuffer()
    }

    /// Another format: what is uncommitted is dropped, the clock goes on.
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
