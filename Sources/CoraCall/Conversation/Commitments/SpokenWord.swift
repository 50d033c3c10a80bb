/// A word of a sentence as a number: that of the word among all that phrases know. Comparing numbers costs a tenth of comparing
/// words, and every turn of every call is read.
struct SpokenWord: Sendable, Hashable {
    /// A word that no phrase knows.
    static let unknown = SpokenWord(number: 0)
    /// A word that begins with a digit.
    static let numeral = SpokenWord(number: 1)

    fileprivate let number: Int

    private init(number: Int) {
        self.number = number
    }

    /// - Parameter text: lower case, without accents.
    init(_ text: String) {
        self = Self.vocabulary[text] ?? .unknown
    }

    private static let vocabulary: [String: SpokenWord] = {
        let texts = CommitmentPhrase.texts + CommitmentCheck.texts + SentenceReader.texts + [SpokenPhrase.timesText]
        var words: [String: SpokenWord] = [:]
        for text in texts {
            for word in text.split(whereSeparator: { " |()!\n".contains($0) }) where words[String(word)] == nil {
                words[String(word)] = SpokenWord(number: words.count + 2)
            }
        }
        return words
    }()

    /// Every word there is.
    static let all = [unknown, numeral] + vocabulary.values
}

/// A set of words that phrases know.
struct WordSet: Sendable, Equatable {
    /// By number, whether the word is in the set.
    private var isMember: [Bool]

    /// - Parameters:
    ///   - text: the words, with spaces, bars or line breaks between them.
    ///   - numerals: whether ``SpokenWord/numeral`` belongs to them.
    init(_ text: some StringProtocol, numerals: Bool = false) {
        isMember = Array(repeating: false, count: SpokenWord.all.count)
        for word in text.split(whereSeparator: { " |\n".contains($0) }) {
            isMember[SpokenWord(String(word)).number] = true
        }
        isMember[SpokenWord.numeral.number] = numerals
    }

    func contains(_ word: SpokenWord) -> Bool { isMember[word.number] }
}

/// A value for every word there is.
struct SpokenWordTable<Value: Sendable>: Sendable {
    private var values: [Value]

    init(_ value: (SpokenWord) -> Value) {
        values = SpokenWord.all.sorted { $0.number < $1.number }.map(value)
    }

    subscript(word: SpokenWord) -> Value { values[word.number] }
}
