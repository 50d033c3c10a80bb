import CoraCall
import CoraTenant

/// Finds the word that was probably meant.
enum Spelling {
    /// The nearest of the known words, if it is near enough to have been meant: at most two letters or a third of its
    /// letters differ.
    static func nearest(to word: String, among known: [String]) -> String? {
        // Comparing takes the product of both lengths; so long a word was not meant to be any of them.
        guard word.utf8.count <= 200 else { return nil }
        return known.map { (word: $0, distance: distance(word.lowercased(), $0.lowercased())) }
            .filter { $0.distance <= max(2, $0.word.count / 3) }
            .min { $0.distance < $1.distance }?.word
    }

    /// The number of letters to insert, delete or replace (Levenshtein).
    static func distance(_ left: String, _ right: String) -> Int {
        EditDistance.between(left, right)
    }

    /// A value as it stands in an error line: quoted, control characters and line breaks escaped, cut after 60 characters.
    static func quoted(_ value: String) -> String { "\"\(shown(value))\"" }

    /// A value as it stands in an error line, without quotation marks.
    static func shown(_ value: String) -> String {
        let excerpt = value.excerpt(60)
        let cut = excerpt.utf8.count < value.utf8.count ? excerpt + "…" : excerpt
        return cut.unicodeScalars.map { isOnALine($0) ? String($0) : $0.escaped(asASCII: true) }.joined()
    }

    /// Whether a character can stand on a line: Unicode has breaks of its own.
    private static func isOnALine(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
