import NIOCore
import Synchronization

/// Sentences already rendered, shared by all sessions of a stand-in, so that only the first to say one waits for it.
final class SpeechCache: Sendable {
    private struct Key: Hashable {
        var text: String
        var format: AudioFormat
    }

    private static let limit = 256

    private let voice: any AgentVoice
    private let rendered = Mutex<[Key: ByteBuffer]>([:])

    init(voice: any AgentVoice) {
        self.voice = voice
    }

    /// Renders sentences ahead, in the telephone's format, as many as half the cache holds.
    func prepare(_ sentences: [String]) {
        for sentence in sentences.prefix(Self.limit / 2) { _ = speech(for: sentence, in: .pcmu) }
    }

    /// The sentence in that format; renders it if the cache does not have it. Two sessions that miss at once both
    /// render. The cache is emptied when it is full.
    func speech(for text: String, in format: AudioFormat) -> ByteBuffer {
        let key = Key(text: text, format: format)
        if let found = rendered.withLock({ $0[key] }) { return found }
        let speech = format.encoded(voice.samples(for: text))
        rendered.withLock { all in
            if all.count >= Self.limit { all.removeAll() }
            all[key] = speech
        }
        return speech
    }
}
