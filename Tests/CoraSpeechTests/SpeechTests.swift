import Testing

@testable import CoraSpeech

struct SpeechTests {
    @Test func `silence at both ends is trimmed`() {
        #expect(SpeechRenderer.trimmed([0, 50, -300, 0, 400, 3, 0]) == [-300, 0, 400])
        #expect(SpeechRenderer.trimmed([0, 1]) == [0, 1])
    }

    @Test func `speech is brought to its level without clipping`() {
        let quiet = SpeechRenderer.levelled([100, -100, 100, -100])
        #expect(quiet == [3_277, -3_277, 3_277, -3_277])
        let peaky = SpeechRenderer.levelled(Array(repeating: 10, count: 999) + [30_000])
        #expect(peaky.max() == 32_000)
        #expect(SpeechRenderer.levelled([0, 0]) == [0, 0])
    }

    @Test func `the library knows a line by voice and text`() {
        var library = SpeechLibrary()
        let line = SpeechLine(voice: "en", text: "Hello.")
        library.add(line, [1, 2], at: .narrowband)
        #expect(library.samples(line, at: .narrowband) == [1, 2])
        #expect(library.samples(line, at: .wideband) == nil)
        #expect(library.samples(SpeechLine(voice: "fr", text: "Hello."), at: .narrowband) == nil)
    }
}
