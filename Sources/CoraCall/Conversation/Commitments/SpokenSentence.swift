/// One sentence of a turn as plain words: lower case, contractions written out, Spanish accents taken off.
struct SpokenSentence: Sendable, Equatable {
    /// How many characters of a turn are read; the rest is not looked at.
    static let longestText = 10_000

    /// The sentence as it was written.
    var text = ""
    /// Its words.
    var words: [String] = []
    /// The index of the first word of each clause, in order.
    var clauses = [0]
    /// Whether it asks something.
    var isQuestion = false

    /// The words of the clause at `place`, up to and including the word there.
    func clause(upTo place: Int) -> ArraySlice<String> {
        words[(clauses.last { $0 <= place } ?? 0)...place]
    }

    /// The sentences of a turn.
    static func all(in text: String) -> [SpokenSentence] {
        var reader = Reader()
        let characters = Array(text.prefix(Self.longestText))
        for (index, character) in characters.enumerated() {
            reader.take(character, before: index + 1 < characters.count ? characters[index + 1] : nil)
        }
        reader.endSentence()
        return reader.sentences
    }

    /// Splits a turn into sentences, clauses and words, character by character.
    private struct Reader {
        var sentences: [SpokenSentence] = []
        private var sentence = SpokenSentence()
        private var word = ""

        /// Abbreviations: a full stop after one ends no sentence.
        private static let abbreviations: Set<String> = [
            "st", "rd", "ave", "dr", "mr", "mrs", "ms", "blvd", "apt", "ln", "ct", "m", "sr", "sra",
        ]
        /// Words that begin a clause of their own.
        private static let joints: Set<String> = ["but", "and", "so", "pero", "y"]

        mutating func take(_ character: Character, before next: Character?) {
            if character.isLetter || character.isNumber || character == "'" || character == "’" {
                sentence.text.append(character)
                return word.append(character == "’" ? "'" : character)
            }
            let isStop = endsSentence(character, before: next)
            endWord()
            switch character {
            case _ where isStop:
                if character == "?" { sentence.isQuestion = true }
                if !"¿¡\n".contains(character) { sentence.text.append(character) }
                endSentence()
            case ",", "—", "–", "(", ")":
                sentence.text.append(character)
                beginClause()
            default:
                sentence.text.append(character)
            }
        }

        private func endsSentence(_ character: Character, before next: Character?) -> Bool {
            guard character == "." else { return "?!;:…¿¡\n".contains(character) }
            return next?.isWhitespace != false && !Self.abbreviations.contains(word.lowercased())
        }

        mutating func endSentence() {
            endWord()
            sentence.text = sentence.text.trimmed
            if !sentence.words.isEmpty { sentences.append(sentence) }
            sentence = SpokenSentence()
        }

        private mutating func beginClause() {
            if sentence.clauses.last != sentence.words.count { sentence.clauses.append(sentence.words.count) }
        }

        private mutating func endWord() {
            guard !word.isEmpty else { return }
            let plain = Self.plain(word.lowercased())
            word = ""
            if Self.joints.contains(plain[0]) { beginClause() }
            sentence.words += plain
        }

        private static let letters: [Character: Character] = [
            "á": "a", "é": "e", "í": "i", "ó": "o", "ú": "u", "ü": "u", "ñ": "n",
        ]

        /// A word in the form that phrases use: one or more words, contractions written out.
        private static func plain(_ word: String) -> [String] {
            // «Sí» agrees, «si» doubts.
            if word == "sí" { return ["yes"] }
            let word = String(word.map { letters[$0] ?? $0 })
            for (ending, whole) in contractions where word.hasSuffix(ending) && word.count > ending.count {
                return [String(word.dropLast(ending.count)), whole]
            }
            return irregular[word] ?? [word]
        }

        private static let contractions = [
            ("'ve", "have"), ("'ll", "will"), ("'re", "are"), ("'m", "am"), ("'d", "would"), ("n't", "not"),
            ("'s", "is"),
        ]
        private static let irregular = ["cannot": ["can", "not"], "gonna": ["going", "to"]]
    }
}

extension String {
    fileprivate var trimmed: String {
        let start = drop { $0.isWhitespace || $0 == "," }
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}
