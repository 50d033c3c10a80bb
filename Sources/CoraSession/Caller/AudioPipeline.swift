import CoraAudio
import CoraCall
import CoraTenant
import CoraTwilio
import CoraWire
import NIOCore

/// Converts the caller's line audio to the model's encoding, and back. Loop-bound; allocates nothing once its buffers
/// have grown.
struct AudioPipeline {
    private enum Path {
        /// The model speaks µ-law too: base64 is passed on as it stands.
        case splice
        /// The model speaks 24 kHz PCM.
        case resample(ResamplingPath)
    }

    private var path: Path

    /// The pipeline for a tenant's encoding.
    init(_ encoding: AudioEncoding) {
        switch encoding {
        case .pcmu: path = .splice
        case .pcm16: path = .resample(ResamplingPath())
        }
    }

    /// Writes one media payload into an `input_audio_buffer.append` event.
    /// - Parameter base64: valid base64 of µ-law.
    mutating func writeAudio(base64: UnsafeRawBufferPointer, into append: inout ByteBuffer) {
        guard case .resample(let path) = path else {
            append.writeBytes(base64)
            return
        }
        path.writeAudio(base64: base64, into: &append)
    }

    /// Writes this much silence into an `input_audio_buffer.append` event.
    mutating func writeSilence(milliseconds: Int, into append: inout ByteBuffer) {
        guard case .resample(let path) = path else {
            let bytes = milliseconds * LineAudio.bytesPerMillisecond
            let silence = ByteBuffer(repeating: G711.silence, count: bytes)
            return silence.withUnsafeReadableBytes { Base64.encode($0, into: &append) }
        }
        path.writeSilence(milliseconds: milliseconds, into: &append)
    }

    /// A new item of the model's speech begins: clears the filters, so that nothing of the last item is heard in it.
    mutating func beginItem() {
        if case .resample(let path) = path { path.beginItem() }
    }

    /// Writes the carrier's `media` message with one delta.
    /// - Parameters:
    ///   - base64: valid base64 in the model's encoding.
    ///   - byteCount: how many bytes it decodes to.
    /// - Returns: how many bytes of line audio it is; if zero, nothing was written.
    mutating func writeMedia(
        base64: UnsafeRawBufferPointer, byteCount: Int, with writer: MediaStreamWriter, into frame: inout ByteBuffer
    ) -> Int {
        guard case .resample(let path) = path else {
            writer.writeMedia(base64: base64, into: &frame)
            return byteCount
        }
        return path.writeMedia(base64: base64, with: writer, into: &frame)
    }

    /// The line audio of the delta just written. Allocates; used only while a greeting is recorded.
    func line(base64: UnsafeRawBufferPointer) -> [UInt8] {
        if case .resample(let path) = path { return path.line }
        var audio = ByteBuffer()
        return Base64.decode(base64, into: &audio) ? Array(audio.readableBytesView) : []
    }

    /// Writes what the filters still hold at the end of an item.
    /// - Returns: how many bytes of line audio it is; if zero, nothing was written.
    mutating func writeTail(with writer: MediaStreamWriter, into frame: inout ByteBuffer) -> Int {
        guard case .resample(let path) = path else { return 0 }
        return path.writeTail(with: writer, into: &frame)
    }
}

/// Converts between G.711 at 8 kHz and PCM at 24 kHz. Loop-bound; its buffers grow to the largest delta and stay.
private final class ResamplingPath {
    private var up = Resampler(from: .kHz8, to: .kHz24)
    private var down = Resampler(from: .kHz24, to: .kHz8)
    private var bytes = ByteBuffer()
    private var codes: [UInt8] = []
    private var narrow: [Int16] = []
    private var wide: [Int16] = []
    /// The first byte of a sample, where a delta ended in the middle of one.
    private var halfSample: UInt8?
    /// How many samples of the filter's own delay are still to be left out, so that an item begins with its first
    /// sample.
    private var lead = 0
    private var lineCount = 0

    /// The line audio that was written last.
    var line: [UInt8] { Array(codes.prefix(lineCount)) }

    func writeAudio(base64: UnsafeRawBufferPointer, into append: inout ByteBuffer) {
        bytes.clear()
        guard Base64.decode(base64, into: &bytes) else { return }
        let count = bytes.readableBytes
        Self.grow(&narrow, to: count)
        bytes.withUnsafeReadableBytes { codes in
            narrow.withUnsafeMutableBufferPointer { samples in
                G711.decode(
                    codes.assumingMemoryBound(to: UInt8.self),
                    into: UnsafeMutableBufferPointer(rebasing: samples[..<count]))
            }
        }
        writeWidened(count, into: &append)
    }

    func writeSilence(milliseconds: Int, into append: inout ByteBuffer) {
        let count = milliseconds * LineAudio.bytesPerMillisecond
        Self.grow(&narrow, to: count)
        for index in 0..<count { narrow[index] = 0 }
        writeWidened(count, into: &append)
    }

    private func writeWidened(_ count: Int, into append: inout ByteBuffer) {
        Self.grow(&wide, to: up.maximumOutput(for: count))
        let written = narrow.withUnsafeBufferPointer { samples in
            wide.withUnsafeMutableBufferPointer { output in
                up.process(UnsafeBufferPointer(rebasing: samples[..<count]), into: output)
            }
        }
        // Samples lie in memory as the wire wants them: both are little-endian.
        wide.withUnsafeBytes { samples in
            Base64.encode(UnsafeRawBufferPointer(rebasing: samples[..<(written * 2)]), into: &append)
        }
    }

    func beginItem() {
        down.reset()
        halfSample = nil
        lead = down.groupDelay
    }

    func writeMedia(base64: UnsafeRawBufferPointer, with writer: MediaStreamWriter, into frame: inout ByteBuffer)
        -> Int
    {
        bytes.clear()
        if let halfSample { bytes.writeInteger(halfSample) }
        guard Base64.decode(base64, into: &bytes) else { return 0 }
        let count = bytes.readableBytes / 2
        halfSample = bytes.readableBytes % 2 == 1 ? bytes.getInteger(at: bytes.writerIndex - 1) : nil
        Self.grow(&wide, to: count)
        wide.withUnsafeMutableBytes { samples in
            bytes.withUnsafeReadableBytes { bytes in
                samples.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<(count * 2)]))
            }
        }
        Self.grow(&narrow, to: down.maximumOutput(for: count))
        let written = wide.withUnsafeBufferPointer { samples in
            narrow.withUnsafeMutableBufferPointer { output in
                down.process(UnsafeBufferPointer(rebasing: samples[..<count]), into: output)
            }
        }
        return writeNarrow(written, with: writer, into: &frame)
    }

    func writeTail(with writer: MediaStreamWriter, into frame: inout ByteBuffer) -> Int {
        Self.grow(&narrow, to: down.groupDelay)
        let written = narrow.withUnsafeMutableBufferPointer { down.flush(into: $0) }
        defer { beginItem() }
        return writeNarrow(written, with: writer, into: &frame)
    }

    private func writeNarrow(_ count: Int, with writer: MediaStreamWriter, into frame: inout ByteBuffer) -> Int {
        let skipped = min(lead, count)
        lead -= skipped
        lineCount = count - skipped
        guard count > skipped else { return 0 }
        Self.grow(&codes, to: count)
        narrow.withUnsafeBufferPointer { samples in
            codes.withUnsafeMutableBufferPointer { output in
                G711.encode(
                    UnsafeBufferPointer(rebasing: samples[skipped..<count]),
                    into: UnsafeMutableBufferPointer(rebasing: output[..<(count - skipped)]))
            }
        }
        codes.withUnsafeBytes {
            writer.writeMediaEncoding(audio: UnsafeRawBufferPointer(rebasing: $0[..<(count - skipped)]), into: &frame)
        }
        return count - skipped
    }

    private static func grow<Element: FixedWidthInteger>(_ array: inout [Element], to count: Int) {
        guard array.count < count else { return }
        array.append(contentsOf: repeatElement(0, count: count - array.count))
    }
}
