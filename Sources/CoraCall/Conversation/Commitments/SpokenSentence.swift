/// One sentence of a turn as plain words: lower case, contractions written out, Spanish accents taken off.
struct SpokenSentence: Sendable, Equatable {
    /// How many Unicode scalars of a turn are read; the rest is not looked at.
    static let longestText = 10_000

    /// The sentence as it was written, with what stands around it.
    var written: Substring = ""
    /// Its words.
    var words: [SpokenWord] = []
    /// The index of the first word of each clause, in order.
    var clauses = [0]
    /// Whether it asks something.
    var isQuestion = false

    /// The sentence as it was written.
    var text: String { written.trimmed }

    /// The words of the clause at `place`, up to and including the word there.
    func clause(upTo place: Int) -> ArraySlice<SpokenWord> {
        words[(clauses.last { $0 <= place } ?? 0)...place]
    }

    /// The sentences of a turn.
    static func all(in text: String) -> [SpokenSentence] {
        var reader = SentenceReader(text)
        return reader.read()
    }
}

extension Substring {
    fileprivate var trimmed: String {
        let start = drop { $0.isWhitespace || $0 == "," }
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}
