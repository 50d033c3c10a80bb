/// Compares what was said with what was to be said.
package enum SpokenWords {
    /// Whether two texts are the same words: case, punctuation and spacing aside.
    package static func isSame(_ said: String, as wanted: String) -> Bool {
        words(said) == words(wanted)
    }

    /// Whether a transcript has any words: noise comes as an empty text or as a full stop.
    package static func isSpeech(_ text: String) -> Bool { text.contains { $0.isLetter || $0.isNumber } }

    /// How long a text takes to say, where its audio is not known: 65 ms a character (English at some 150 words a minute),
    /// 220 ms for one that is a syllable or a word by itself.
    package static func milliseconds(of text: String) -> Int {
        text.reduce(0) { $0 + ($1.isWordOfItsOwn ? 220 : 65) }
    }

    private static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}
