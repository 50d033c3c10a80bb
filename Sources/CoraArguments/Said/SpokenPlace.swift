import CoraTenant

/// Where a home is to be, as callers say it: a city, a district, a county, a ZIP code, near one of them, or in a
/// direction from it. Pure; which cities and districts there are, only the listings tell (``PlaceFinder``).
package enum SpokenPlace: Sendable, Equatable {
    /// A part of the compass.
    package struct Direction: Sendable, Equatable {
        /// 1 for north, -1 for south, 0 for neither.
        package var north = 0
        /// 1 for east, -1 for west, 0 for neither.
        package var east = 0

        package init(north: Int = 0, east: Int = 0) {
            self.north = north
            self.east = east
        }
    }

    /// A place by its name.
    case named(String)
    /// A county by its name, without the word.
    case county(String)
    /// A ZIP code of five digits.
    case postalCode(String)
    /// Near a place.
    case near(String)
    /// Outside a place, in a direction from it.
    case beyond(String, Direction)

    /// Reads what a caller said; it says at least something.
    package init(_ text: String) {
        let words = Self.words(text)
        if let code = Self.postalCode(words) {
            self = .postalCode(code)
        } else if let place = Self.county(words) ?? Self.relation(words) {
            self = place
        } else {
            self = .named(Self.bare(words, text))
        }
    }

    /// The direction at the beginning of a name, and the rest: “North Austin”. Nil if it has none, or no rest.
    package static func direction(before name: String) -> (Direction, String)? {
        let words = words(name)
        guard words.count > 1, let direction = directions[words[0].lowercased()] else { return nil }
        return (direction, words.dropFirst().joined(separator: " "))
    }

    private static func words(_ text: String) -> [String] {
        FoldedText.ascii(text).split { $0.isWhitespace }.map(String.init)
    }

    /// `78704`, `78704-1234`, `ZIP 78704`, `zip code 78704`, `Austin, TX 78704`.
    private static func postalCode(_ words: [String]) -> String? {
        guard let last = words.last else { return nil }
        let digits = last.prefix { $0 != "-" }
        guard digits.utf8.count == 5, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let rest = last.dropFirst(5).dropFirst()
        return rest.allSatisfy(\.isWholeNumber) ? String(digits) : nil
    }

    private static func county(_ words: [String]) -> SpokenPlace? {
        let plain = words.map { $0.lowercased().filter { $0 != "," } }
        if let place = plain.firstIndex(of: "county"), place > 0 {
            return .county(words[..<place].drop { ["in", "the"].contains($0.lowercased()) }.joined(separator: " "))
        }
        if plain.starts(with: ["county", "of"]), words.count > 2 {
            return .county(words.dropFirst(2).joined(separator: " "))
        }
        return nil
    }

    private static func relation(_ words: [String]) -> SpokenPlace? {
        let plain = words.map { $0.lowercased() }
        // “North of Austin”, “just west of downtown Austin”.
        if let of = plain.firstIndex(of: "of"), of > 0, of + 1 < words.count, let direction = directions[plain[of - 1]]
        {
            return .beyond(words[(of + 1)...].joined(separator: " "), direction)
        }
        for opening in nearby where plain.starts(with: opening) && words.count > opening.count {
            return .near(words[opening.count...].joined(separator: " "))
        }
        // “The Austin area”, “greater Austin”.
        let rest = Array(words.drop { ["in", "the", "en"].contains($0.lowercased()) })
        if rest.count > 1, ["area", "metro", "surroundings", "vicinity"].contains(rest.last?.lowercased()) {
            return .near(rest.dropLast().filter { $0.lowercased() != "metro" }.joined(separator: " "))
        }
        if rest.count > 1, rest[0].lowercased() == "greater" { return .near(rest.dropFirst().joined(separator: " ")) }
        return nil
    }

    /// The name without words before it; the text itself if nothing would be left.
    private static func bare(_ words: [String], _ text: String) -> String {
        let rest = Array(words.drop { ["in", "at", "en", "somewhere"].contains($0.lowercased()) })
        return rest.isEmpty ? text : rest.joined(separator: " ")
    }

    /// A name without words that may belong to it or not: “the city of Austin”, “downtown Austin”; nil if it has none.
    package static func withoutLead(_ name: String) -> String? {
        let words = words(name)
        let rest = words.drop { leads.contains($0.lowercased()) }
        return rest.isEmpty || rest.count == words.count ? nil : rest.joined(separator: " ")
    }

    private static let leads: Set<String> = ["the", "city", "of", "downtown", "central"]
    private static let nearby = [
        ["close", "to"], ["not", "far", "from"], ["outside", "of"], ["next", "to"], ["near", "to"], ["cerca", "de"],
        ["near"], ["nearby"], ["around"], ["by"], ["outside"],
    ]
    private static let directions: [String: Direction] = {
        let plain: [(String, Int, Int)] = [
            ("north", 1, 0), ("south", -1, 0), ("east", 0, 1), ("west", 0, -1), ("northeast", 1, 1),
            ("northwest", 1, -1), ("southeast", -1, 1), ("southwest", -1, -1), ("ne", 1, 1), ("nw", 1, -1),
            ("se", -1, 1), ("sw", -1, -1),
        ]
        var all: [String: Direction] = [:]
        for (word, north, east) in plain {
            let direction = Direction(north: north, east: east)
            all[word] = direction
            if word.count > 2 { all[word + "ern"] = direction }
        }
        return all
    }()
}
