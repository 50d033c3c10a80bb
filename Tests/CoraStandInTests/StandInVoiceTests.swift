import NIOCore
import Testing

@testable import CoraStandIn

struct StandInVoiceTests {
    @Test func `the built-in voice: a tone a word, a gap after it, the same each time`() {
        let samples = ToneVoice().samples(for: "one two")
        #expect(samples.count == 2 * 360 * 24)
        #expect(samples == ToneVoice().samples(for: "one two"))
        #expect(samples[(300 * 24)..<(360 * 24)].allSatisfy { $0 == 0 })
        #expect((samples.max() ?? 0) > 8_000)
        #expect((samples.max() ?? 0) <= 9_000)
        #expect(ToneVoice().samples(for: " ").isEmpty)
    }

    @Test func `A-law codes of known samples (ITU-T G.711), and every code back to itself`() {
        let known: [(Int16, UInt8)] = [
            (0, 0xD5), (-1, 0x55), (8, 0xD5), (-8, 0x55), (1_000, 0xFA), (-1_000, 0x7A), (32_767, 0xAA),
            (-32_768, 0x2A),
        ]
        for (sample, code) in known { #expect(ALaw.encode(sample) == code) }
        for code in UInt8.min...UInt8.max { #expect(ALaw.encode(ALaw.decode(code)) == code) }
    }

    @Test(arguments: AudioFormat.allCases)
    func `audio in each format is as long as it was, and lies under the original`(format: AudioFormat) {
        var samples = [Int16](repeating: 0, count: 24 * 100)
        for index in 1_200..<1_300 { samples[index] = 12_000 }
        let encoded = format.encoded(samples)
        #expect(encoded.readableBytes == 100 * format.bytesPerMillisecond)
        let decoded = format.samples(of: encoded)
        let loudest = decoded.indices.max { decoded[$0].magnitude < decoded[$1].magnitude } ?? 0
        let milliseconds = Double(loudest) * Double(format.bytesPerSample) / Double(format.bytesPerMillisecond)
        #expect((49.9...54.3).contains(milliseconds))
    }

    @Test func `a sample cut in two by appends is put together again`() {
        var buffer = InputAudioBuffer(format: .pcm)
        #expect(buffer.append(ByteBuffer(bytes: [1, 2, 3])).readableBytes == 2)
        #expect(Array(buffer.append(ByteBuffer(bytes: [4])).readableBytesView) == [3, 4])
    }

    @Test func `what is uncommitted is bounded: the oldest gives way`() {
        var buffer = InputAudioBuffer(format: .pcmu)
        for _ in 0..<16 { _ = buffer.append(ByteBuffer(repeating: 0xFF, count: 1_024 * 1_024)) }
        #expect(buffer.bytes.readableBytes == InputAudioBuffer.limit)
        #expect(buffer.milliseconds == 2 * 1_024 * 1_024)
    }

    @Test func `words keep their white space, so that together they are the sentence`() {
        for text in ["", "one", " one  two\nthree ", "a b c"] {
            #expect(ResponsePlan.words(of: text).joined() == text)
        }
        #expect(ResponsePlan.words(of: "one two") == ["one", " two"])
    }
}
