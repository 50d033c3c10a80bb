import CoraAudio
import CoraWeb
import CoraWire
import NIOCore

/// The agent's audio on its way to a web client: 24 kHz samples, from the model as they stand, from recordings
/// resampled. Loop-bound; allocates nothing once its buffers have grown.
struct WebSpeech {
    private var up = Resampler(from: .kHz8, to: .kHz24)
    /// Makes line audio of what the model says, while a greeting is recorded.
    private var down = Resampler(from: .kHz24, to: .kHz8)
    /// The first byte of a sample, where a delta ended in the middle of one.
    private var halfSample: UInt8?
    private var bytes = ByteBuffer()
    private var narrow: [Int16] = []
    private var wide: [Int16] = []

    /// A new item begins, or the line was cleared: nothing of what came before is heard in it.
    mutating func beginItem() {
        up.reset()
        down.reset()
        halfSample = nil
    }

    /// Appends one delta of the model's speech.
    /// - Parameter base64: valid base64 of 24 kHz samples.
    /// - Returns: how many samples were written.
    mutating func write(base64: UnsafeRawBufferPointer, into frame: inout ByteBuffer) -> Int {
        let start = frame.writerIndex
        if let halfSample { frame.writeInteger(halfSample) }
        guard Base64.decode(base64, into: &frame) else {
            frame.moveWriterIndex(to: start)
            return 0
        }
        halfSample = nil
        if !(frame.writerIndex - start).isMultiple(of: WebAudio.bytesPerSample) {
            halfSample = frame.getInteger(at: frame.writerIndex - 1)
            frame.moveWriterIndex(to: frame.writerIndex - 1)
        }
        return (frame.writerIndex - start) / WebAudio.bytesPerSample
    }

    /// Appends a piece of a recording: µ-law, 8 kHz.
    /// - Returns: how many samples were written, three for each byte.
    mutating func write(line audio: UnsafeRawBufferPointer, into frame: inout ByteBuffer) -> Int {
        Self.grow(&narrow, to: audio.count)
        Self.grow(&wide, to: up.maximumOutput(for: audio.count))
        narrow.withUnsafeMutableBufferPointer { samples in
            G711.decode(
                audio.assumingMemoryBound(to: UInt8.self),
                into: UnsafeMutableBufferPointer(rebasing: samples[..<audio.count]))
        }
        let count = narrow.withUnsafeBufferPointer { samples in
            wide.withUnsafeMutableBufferPointer { output in
                up.process(UnsafeBufferPointer(rebasing: samples[..<audio.count]), into: output)
            }
        }
        // Samples lie in memory as the wire wants them: both are little-endian.
        _ = wide.withUnsafeBytes { frame.writeBytes(.init(rebasing: $0[..<(count * WebAudio.bytesPerSample)])) }
        return count
    }

    /// The line audio of a delta: µ-law, 8 kHz. Allocates; used only while a greeting is recorded.
    /// - Parameter base64: valid base64 of 24 kHz samples.
    mutating func line(base64: UnsafeRawBufferPointer) -> [UInt8] {
        bytes.clear()
        guard Base64.decode(base64, into: &bytes) else { return [] }
        let count = bytes.readableBytes / WebAudio.bytesPerSample
        Self.grow(&wide, to: count)
        wide.withUnsafeMutableBytes { samples in
            bytes.withUnsafeReadableBytes { bytes in
                samples.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<(count * WebAudio.bytesPerSample)]))
            }
        }
        Self.grow(&narrow, to: down.maximumOutput(for: count))
        let written = wide.withUnsafeBufferPointer { samples in
            narrow.withUnsafeMutableBufferPointer { output in
                down.process(UnsafeBufferPointer(rebasing: samples[..<count]), into: output)
            }
        }
        return narrow[..<written].map { G711.encode($0) }
    }

    private static func grow(_ array: inout [Int16], to count: Int) {
        guard array.count < count else { return }
        array.append(contentsOf: repeatElement(0, count: count - array.count))
    }
}
