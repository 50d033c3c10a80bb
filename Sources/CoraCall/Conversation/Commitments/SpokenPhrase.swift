/// A pattern that is matched against the words of a sentence.
///
/// It is written as parts with spaces between them: `booked|scheduled` matches either word, `(just|now)` any number of
/// these words or none, `!you|it` one word that is none of these, `..3` up to three words of any kind, `#time` one word
/// of `times`, or one that begins with a digit.
struct SpokenPhrase: Sendable, Equatable {
    fileprivate enum Part: Sendable, Equatable {
        case one(Set<String>)
        case any(Set<String>)
        case other(than: Set<String>)
        case gap(upTo: Int)
        case time
    }

    private let parts: [Part]

    init(_ text: String) {
        parts = text.split(separator: " ").map { Part($0) }
    }

    /// The index after the phrase's last word if the phrase begins at `place`; nil if it does not.
    func end(in words: [String], from place: Int) -> Int? {
        Self.end(of: parts[...], words, place)
    }

    /// Whether the phrase is anywhere in these words.
    func isFound(in words: [String]) -> Bool {
        words.indices.contains { end(in: words, from: $0) != nil }
    }

    private static func end(of parts: ArraySlice<Part>, _ words: [String], _ place: Int) -> Int? {
        guard let part = parts.first else { return place }
        let rest = parts.dropFirst()
        switch part {
        case .one(let wanted):
            return place < words.count && wanted.contains(words[place]) ? end(of: rest, words, place + 1) : nil
        case .other(let unwanted):
            return place < words.count && !unwanted.contains(words[place]) ? end(of: rest, words, place + 1) : nil
        case .time:
            return place < words.count && Self.isOfTime(words[place]) ? end(of: rest, words, place + 1) : nil
        case .any(let wanted):
            var place = place
            while place < words.count, wanted.contains(words[place]) { place += 1 }
            return end(of: rest, words, place)
        case .gap(let longest):
            for skipped in 0...longest where place + skipped <= words.count {
                if let found = end(of: rest, words, place + skipped) { return found }
            }
            return nil
        }
    }

    private static func isOfTime(_ word: String) -> Bool {
        word.first?.isNumber == true || times.contains(word)
    }

    private static let times = Set(
        """
        monday tuesday wednesday thursday friday saturday sunday today tomorrow tonight noon midday morning afternoon \
        evening o'clock january february march april june july august september october november december one two three \
        four five six seven eight nine ten eleven twelve lunes martes miercoles jueves viernes sabado domingo hoy manana \
        tarde mediodia showing viewing tour visit appointment cita visita
        """.split(separator: " ").map(String.init))
}

extension SpokenPhrase.Part {
    fileprivate init(_ text: Substring) {
        let words = { (text: Substring) in Set(text.split(separator: "|").map(String.init)) }
        self =
            switch text.first {
            case "(": .any(words(text.dropFirst().dropLast()))
            case "!": .other(than: words(text.dropFirst()))
            case "#": .time
            case "." where text.hasPrefix(".."): .gap(upTo: Int(text.dropFirst(2)) ?? 0)
            default: .one(words(text))
            }
    }
}
