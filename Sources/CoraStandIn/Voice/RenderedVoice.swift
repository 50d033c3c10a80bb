package import CoraSpeech

/// The stand-in's voice, taken from a ``SpeechLibrary``; a sentence that is not in it is played as tones.
package struct RenderedVoice: AgentVoice {
    private let library: SpeechLibrary
    private let voice: String
    private let fallback = ToneVoice()

    /// - Parameter voice: the espeak-ng voice that the agent's lines were rendered in.
    package init(library: SpeechLibrary, voice: String) {
        self.library = library
        self.voice = voice
    }

    /// The sentence's rendered samples, or its tones when it has not been rendered.
    package func samples(for text: String) -> [Int16] {
        library.samples(SpeechLine(voice: voice, text: text), at: .wideband) ?? fallback.samples(for: text)
    }
}
