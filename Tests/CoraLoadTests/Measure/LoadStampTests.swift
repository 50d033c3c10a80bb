import CoraLoad
import NIOCore
import Testing

struct LoadStampTests {
    private let stamps = (1...3).map { number in
        LoadStamp(
            .down, response: 9, call: 400, sequence: UInt32(number), sentAt: 0x4C64_0102_0304_0506 + UInt64(number))
    }

    private var audio: ByteBuffer {
        var audio = ByteBuffer()
        for stamp in stamps { stamp.writeFrame(into: &audio) }
        return audio
    }

    private func read(_ pieces: [ArraySlice<UInt8>]) -> [LoadStamp] {
        var (scanner, found) = (StampScanner(), [LoadStamp]())
        for piece in pieces { piece.withUnsafeBytes { scanner.read($0) { found.append($0) } } }
        return found
    }

    @Test func `a frame is 20 ms and carries its stamp`() {
        #expect(audio.readableBytes == 3 * LoadStamp.frameBytes)
        #expect(audio.withUnsafeReadableBytes { LoadStamp($0) } == stamps[0])
    }

    @Test func `stamps are found wherever the audio is cut`() {
        let bytes = Array(audio.readableBytesView)
        for cut in 0...bytes.count { #expect(read([bytes[..<cut], bytes[cut...]]) == stamps) }
        #expect(read(bytes.indices.map { bytes[$0...$0] }) == stamps)
    }

    @Test func `stamps are found behind other audio`() {
        let bytes = Array(repeating: 0xFF, count: 37) + Array(audio.readableBytesView)
        #expect(read([bytes[...]]) == stamps)
    }

    @Test func `a stamp with a changed byte is none`() {
        let bytes = Array(audio.readableBytesView.prefix(LoadStamp.frameBytes))
        for index in 0..<LoadStamp.bytes {
            var changed = bytes
            changed[index] ^= 0x10
            #expect(read([changed[...]]).isEmpty, "byte \(index)")
        }
    }
}
