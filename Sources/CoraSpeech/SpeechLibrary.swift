/// A sentence in a voice.
package struct SpeechLine: Sendable, Hashable {
    /// The espeak-ng voice, as `en-us+f3`.
    package var voice: String
    /// What is said.
    package var text: String

    package init(voice: String, text: String) {
        self.voice = voice
        self.text = text
    }
}

/// The rates a line is rendered at.
package enum SpeechRate: Int, Sendable, Hashable, CaseIterable {
    /// 8 kHz: the telephone's.
    case narrowband = 8_000
    /// 24 kHz: the model's.
    case wideband = 24_000
}

/// Lines that have been rendered: a lookup that never waits, fit for an event loop.
package struct SpeechLibrary: Sendable {
    private var sounds: [SpeechLine: [SpeechRate: [Int16]]] = [:]

    package init() {}

    /// A line's samples, 16-bit mono, silence at both ends trimmed; nil when it has not been rendered.
    package func samples(_ line: SpeechLine, at rate: SpeechRate) -> [Int16]? {
        sounds[line]?[rate]
    }

    /// Adds a line.
    package mutating func add(_ line: SpeechLine, _ samples: [Int16], at rate: SpeechRate) {
        sounds[line, default: [:]][rate] = samples
    }
}
