import CoraTenant
import Foundation

/// Finds the city that the caller meant, given what speech recognition wrote.
package enum CityNames {
    /// The name that is equal but for case and accents; nil if none is.
    package static func same(_ heard: String, among names: [String]) -> String? {
        let wanted = plain(heard)
        return names.first { plain($0) == wanted }
    }

    /// The city meant: one that is equal but for case, accents and a state behind it; else the one nearest in spelling,
    /// if it is near enough; else nil.
    package static func match(_ heard: String, among cities: [String]) -> String? {
        let whole = plain(heard)
        // "Austin, TX" and "Austin Texas": what is before the comma, or all but the last word.
        let beforeComma = plain(String(heard.prefix { $0 != "," }))
        let words = whole.split(separator: " ")
        let spellings = [whole, beforeComma, words.count > 1 ? words.dropLast().joined(separator: " ") : whole]
        for spelling in spellings {
            if let same = cities.first(where: { plain($0) == spelling }) { return same }
        }
        // "Salt Lake" counts if only one city's name begins like that.
        let beginnings = cities.filter { !whole.isEmpty && plain($0).hasPrefix(whole + " ") }
        if beginnings.count == 1 { return beginnings.first }
        let near = cities.compactMap { city -> (city: String, distance: Int)? in
            let name = plain(city)
            let distance = spellings.prefix(2).map { EditDistance.between($0, name) }.min() ?? .max
            // A third of the name's letters may differ: Austen, Ostin; not Boston.
            return distance <= max(1, name.count / 3) && sounds(spellings[1], like: name) ? (city, distance) : nil
        }
        return near.min { ($0.distance, $0.city) < ($1.distance, $1.city) }?.city
    }

    /// Whether two words sound alike: they have the same consonants, or the same first sounds.
    private static func sounds(_ left: String, like right: String) -> Bool {
        consonants(left) == consonants(right) || left.first == right.first
    }

    private static func consonants(_ text: String) -> [Character] {
        text.filter { !"aeiouyh ".contains($0) }.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }

    private static func plain(_ text: String) -> String {
        let folded = text.folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil)
        let words = folded.split { !$0.isLetter && !$0.isNumber }.map { $0 == "st" ? "saint" : $0 }
        return words.joined(separator: " ")
    }
}
