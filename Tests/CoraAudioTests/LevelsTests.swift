import CoraAudio
import Testing

struct LevelsTests {
    @Test func `a full-scale square wave is at 0 dBFS`() {
        let levels = measure([.min, .min, .min, .min])

        #expect(levels.rms == 0)
        #expect(levels.peak == 0)
    }

    @Test func `a sine has its peak 3 dB above its RMS`() {
        let levels = measure(tone(hertz: 1_000, amplitude: 16_384, rate: .kHz8, count: 800))

        #expect(abs(levels.peak - -6.02) < 0.01)
        #expect(abs(levels.rms - -9.03) < 0.01)
    }

    @Test func `one step is 90 dB down`() {
        #expect(abs(measure([1, -1]).rms - -90.31) < 0.01)
    }

    @Test func `silence and nothing at all have no level`() {
        #expect(measure([0, 0]) == measure([]))
        #expect(measure([]).rms == -.infinity)
        #expect(measure([]).peak == -.infinity)
    }

    @Test func `µ-law is measured as it sounds`() {
        let codes: [UInt8] = [0xFF, 0x80, 0x00, 0xCE, 0x7F]

        #expect(codes.withUnsafeBufferPointer { Levels(ofMuLaw: $0) } == measure(codes.map(G711.decode)))
        #expect(abs(codes.withUnsafeBufferPointer { Levels(ofMuLaw: $0) }.peak - -0.17) < 0.01)
    }

    private func measure(_ samples: [Int16]) -> Levels {
        samples.withUnsafeBufferPointer { Levels(of: $0) }
    }
}
