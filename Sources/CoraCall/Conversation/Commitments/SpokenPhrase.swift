/// A pattern that is matched against the words of a sentence.
///
/// It is written as parts with spaces between them: `booked|scheduled` matches either word, `(just|now)` any number of
/// these words or none, `!you|it` one word that is none of these, `..3` up to three words of any kind, `#time` one word
/// of `times`, or one that begins with a digit.
struct SpokenPhrase: Sendable, Equatable {
    fileprivate enum Part: Sendable, Equatable {
        case one(WordSet)
        case any(WordSet)
        case other(than: WordSet)
        case gap(upTo: Int)
    }

    private let parts: [Part]

    init(_ text: String) {
        parts = text.split(separator: " ").map { Part($0) }
    }

    /// The index after the phrase's last word if the phrase begins at `place`; nil if it does not.
    func end(in words: [SpokenWord], from place: Int) -> Int? {
        end(of: 0, words, place)
    }

    /// Whether the phrase is anywhere in these words.
    func isFound(in words: [SpokenWord]) -> Bool {
        words.indices.contains { end(in: words, from: $0) != nil }
    }

    /// Whether a sentence of this word and others could begin with the phrase.
    func mayBegin(with word: SpokenWord) -> Bool {
        switch parts.first {
        case .one(let wanted): wanted.contains(word)
        case .other(let unwanted): !unwanted.contains(word)
        case .any, .gap, nil: true
        }
    }

    /// - Parameter index: the part that is to match at `place`, with all parts after it.
    private func end(of index: Int, _ words: [SpokenWord], _ place: Int) -> Int? {
        guard index < parts.count else { return place }
        switch parts[index] {
        case .one(let wanted):
            return place < words.count && wanted.contains(words[place]) ? end(of: index + 1, words, place + 1) : nil
        case .other(let unwanted):
            return place < words.count && !unwanted.contains(words[place]) ? end(of: index + 1, words, place + 1) : nil
        case .any(let wanted):
            var place = place
            while place < words.count, wanted.contains(words[place]) { place += 1 }
            return end(of: index + 1, words, place)
        case .gap(let longest):
            for skipped in 0...longest where place + skipped <= words.count {
                if let found = end(of: index + 1, words, place + skipped) { return found }
            }
            return nil
        }
    }

    fileprivate static let times = WordSet(timesText, numerals: true)

    /// The words of time and of visits.
    static let timesText = """
        monday tuesday wednesday thursday friday saturday sunday today tomorrow tonight noon midday morning afternoon \
        evening o'clock january february march april june july august september october november december one two three \
        four five six seven eight nine ten eleven twelve lunes martes miercoles jueves viernes sabado domingo hoy manana \
        tarde mediodia showing viewing tour visit appointment cita visita
        """
}

extension SpokenPhrase.Part {
    fileprivate init(_ text: Substring) {
        self =
            switch text.first {
            case "(": .any(WordSet(text.dropFirst().dropLast()))
            case "!": .other(than: WordSet(text.dropFirst()))
            case "#": .one(SpokenPhrase.times)
            case "." where text.hasPrefix(".."): .gap(upTo: Int(text.dropFirst(2)) ?? 0)
            default: .one(WordSet(text))
            }
    }
}
