import CoraCall
import CoraTenant

/// Finds the word that was probably meant.
enum Spelling {
    /// The nearest of the known words, if it is near enough to have been meant: at most two letters or a third of its
    /// letters differ.
    static func nearest(to word: String, among known: [String]) -> String? {
        known.map { (word: $0, distance: distance(word.lowercased(), $0.lowercased())) }
            .filter { $0.distance <= max(2, $0.word.count / 3) }
            .min { $0.distance < $1.distance }?.word
    }

    /// The number of letters to insert, delete or replace (Levenshtein).
    static func distance(_ left: String, _ right: String) -> Int {
        EditDistance.between(left, right)
    }

    /// A value as it stands in an error line: quoted, control characters escaped, cut after 60 characters.
    static func quoted(_ value: String) -> String {
        let cut = value.count > 60 ? value.prefix(60) + "…" : value[...]
        let escaped = cut.unicodeScalars.map {
            $0.value < 0x20 || $0.value == 0x7F ? $0.escaped(asASCII: true) : String($0)
        }
        return "\"\(escaped.joined())\""
    }
}
