import NIOCore
import Testing

@testable import CoraRealtime

struct AppendWriterTests {
    @Test func `base64 is spliced as it stands`() {
        var buffer = ByteBuffer()
        Array("/////w==".utf8).withUnsafeBytes { AppendWriter.write(base64: $0, into: &buffer) }
        #expect(String(buffer: buffer) == #"{"type":"input_audio_buffer.append","audio":"/////w=="}"#)
    }

    @Test func `audio is encoded`() {
        var buffer = ByteBuffer()
        [0xFF, 0xFF, 0xFF, 0xFF].map(UInt8.init).withUnsafeBytes { AppendWriter.write(audio: $0, into: &buffer) }
        #expect(String(buffer: buffer) == #"{"type":"input_audio_buffer.append","audio":"/////w=="}"#)
    }

    @Test func `no audio is still an event`() {
        var buffer = ByteBuffer()
        [UInt8]().withUnsafeBytes { AppendWriter.write(audio: $0, into: &buffer) }
        #expect(String(buffer: buffer) == #"{"type":"input_audio_buffer.append","audio":""}"#)
        #expect(buffer.readableBytes == AppendWriter.overhead)
    }

    @Test func `a cleared buffer keeps its storage`() {
        var buffer = ByteBuffer()
        let audio = [UInt8](repeating: 0x7F, count: 160)
        audio.withUnsafeBytes { AppendWriter.write(audio: $0, into: &buffer) }
        let capacity = buffer.capacity
        let address = buffer.withVeryUnsafeBytes { $0.baseAddress }
        for _ in 0..<100 {
            buffer.clear()
            audio.withUnsafeBytes { AppendWriter.write(audio: $0, into: &buffer) }
        }
        #expect(buffer.capacity == capacity)
        #expect(buffer.withVeryUnsafeBytes { $0.baseAddress } == address)
    }
}
