/// Splits a turn into sentences, clauses and words, Unicode scalar by scalar.
struct SentenceReader {
    private let text: String
    private var sentences: [SpokenSentence] = []
    private var sentence = SpokenSentence()
    /// Where the sentence begins.
    private var start: String.Index
    /// The word that is being read: lower case, without accents. A letter that no phrase has is a blank.
    private var word = ""
    /// Whether the word begins with a digit; whether its last letter is an «í».
    private var (isNumeral, endsInAccent) = (false, false)

    init(_ text: String) {
        self.text = text
        start = text.startIndex
    }

    /// All sentences.
    mutating func read() -> [SpokenSentence] {
        let scalars = text.unicodeScalars
        var index = scalars.startIndex
        var left = SpokenSentence.longestText
        while index < scalars.endIndex, left > 0 {
            let next = scalars.index(after: index)
            take(scalars[index], at: index, before: next)
            index = next
            left -= 1
        }
        endSentence(at: index, with: index)
        return sentences
    }

    private mutating func take(_ scalar: Unicode.Scalar, at index: String.Index, before next: String.Index) {
        if let letter = Self.letter(scalar) {
            if word.isEmpty { isNumeral = scalar.properties.numericType != nil }
            endsInAccent = scalar == "í" || scalar == "Í"
            return word.append(letter)
        }
        // An accent that is written behind its letter.
        if 0x300...0x36F ~= scalar.value { return endsInAccent = word.last == "i" }
        let isStop = endsSentence(scalar, before: next)
        endWord()
        if isStop {
            if scalar == "?" { sentence.isQuestion = true }
            let isShown = scalar != "¿" && scalar != "¡" && scalar != "\n"
            return endSentence(at: isShown ? next : index, with: next)
        }
        if scalar == "," || scalar == "—" || scalar == "–" || scalar == "(" || scalar == ")" { beginClause() }
    }

    /// What a scalar of a word is in the form that phrases use; nil if it belongs to no word.
    private static func letter(_ scalar: Unicode.Scalar) -> Character? {
        switch scalar {
        case "a"..."z", "0"..."9", "'": return Character(scalar)
        case "A"..."Z": return Character(Unicode.Scalar(UInt8(truncatingIfNeeded: scalar.value) | 0x20))
        case "’": return "'"
        case "á", "Á": return "a"
        case "é", "É": return "e"
        case "í", "Í": return "i"
        case "ó", "Ó": return "o"
        case "ú", "Ú", "ü", "Ü": return "u"
        case "ñ", "Ñ": return "n"
        default:
            if scalar.isASCII { return nil }
            return scalar.properties.isAlphabetic || scalar.properties.numericType != nil ? " " : nil
        }
    }

    private func endsSentence(_ scalar: Unicode.Scalar, before next: String.Index) -> Bool {
        switch scalar {
        case "?", "!", ";", ":", "…", "¿", "¡", "\n": true
        case ".":
            (next == text.endIndex || text.unicodeScalars[next].properties.isWhitespace)
                && !Self.abbreviations.contains(word)
        default: false
        }
    }

    /// - Parameters:
    ///   - end: where the sentence's text ends.
    ///   - next: where the next one begins.
    private mutating func endSentence(at end: String.Index, with next: String.Index) {
        endWord()
        if !sentence.words.isEmpty {
            sentence.written = text[start..<end]
            sentences.append(sentence)
        }
        sentence = SpokenSentence()
        start = next
    }

    private mutating func beginClause() {
        if sentence.clauses.last != sentence.words.count { sentence.clauses.append(sentence.words.count) }
    }

    private mutating func endWord() {
        guard !word.isEmpty else { return }
        addWords()
        word.removeAll(keepingCapacity: true)
    }

    /// Adds the word in the form that phrases use: one or more words, contractions written out.
    private mutating func addWords() {
        // «Sí» agrees, «si» doubts.
        if endsInAccent, word == "si" { return add(SpokenWord("yes")) }
        if word.utf8.count > 1, word.utf8.contains(UInt8(ascii: "'")) {
            for (ending, whole) in Self.contractions where word.hasSuffix(ending) && word.utf8.count > ending.utf8.count
            {
                add(isNumeral ? .numeral : SpokenWord(String(word.dropLast(ending.count))))
                return add(whole)
            }
        }
        if isNumeral { return add(.numeral) }
        for word in Self.irregular[word] ?? [SpokenWord(word)] { add(word) }
    }

    private mutating func add(_ word: SpokenWord) {
        if Self.joints.contains(word) { beginClause() }
        sentence.words.append(word)
    }

    /// Abbreviations: a full stop after one ends no sentence.
    private static let abbreviations: Set<String> = [
        "st", "rd", "ave", "dr", "mr", "mrs", "ms", "blvd", "apt", "ln", "ct", "m", "sr", "sra",
    ]
    private static let contractions = [
        ("'ve", "have"), ("'ll", "will"), ("'re", "are"), ("'m", "am"), ("'d", "would"), ("n't", "not"), ("'s", "is"),
    ].map { ($0, SpokenWord($1)) }
    private static let irregular = ["cannot": "can not", "gonna": "going to"].mapValues { text in
        text.split(separator: " ").map { SpokenWord(String($0)) }
    }
    /// Words that begin a clause of their own.
    private static let joints = WordSet(jointsText)
    private static let jointsText = "but and so pero y"

    /// The words that the reader itself knows or makes.
    static let texts = [jointsText, "yes have will are am would not is can going to"]
}
