import CoraCall

/// What a caller's own words tell of them: a name, a number, a wish. It rather finds too little than too much.
struct CallerWords: Sendable, Equatable {
    /// The name that they gave.
    var name: String?
    /// The digits of the number that they gave; at least ten.
    var number: String?
    /// The first sentence in which they say what they want.
    var wish: String?

    /// Whether anything was found that makes them worth calling back.
    var isAnything: Bool { name != nil || number != nil || wish != nil }

    init(in turns: [String]) {
        for turn in turns {
            if name == nil { name = Self.name(in: turn) }
            if number == nil { number = Self.number(in: turn) }
            if wish == nil { wish = Self.wish(in: turn) }
        }
    }

    // MARK: Names

    private static let introductions = [
        ["my", "name", "is"], ["my", "name's"], ["me", "llamo"], ["mi", "nombre", "es"],
    ]
    /// Words that a name follows only if it looks like one.
    private static let hints = [["this", "is"], ["it's"], ["i'm"], ["i", "am"], ["soy"]]

    private static func name(in turn: String) -> String? {
        let words = turn.split { !$0.isLetter && $0 != "'" && $0 != "’" && $0 != "-" }.map(String.init)
        let plain = words.map { $0.lowercased().replacing("’", with: "'") }
        for (index, _) in words.enumerated() {
            for opening in introductions + hints where plain[index...].starts(with: opening) {
                let rest = words[(index + opening.count)...].prefix(3).prefix { $0.first?.isUppercase == true }
                if !rest.isEmpty { return rest.joined(separator: " ").clipped(to: 60) }
                if introductions.contains(opening), let next = words[(index + opening.count)...].first {
                    return next.clipped(to: 60)
                }
            }
        }
        return nil
    }

    // MARK: Numbers

    private static let digits: [String: Character] = [
        "zero": "0", "oh": "0", "o": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
        "seven": "7", "eight": "8", "nine": "9", "cero": "0", "uno": "1", "dos": "2", "tres": "3", "cuatro": "4",
        "cinco": "5", "seis": "6", "siete": "7", "ocho": "8", "nueve": "9",
    ]

    /// The first run of ten to fifteen digits, spoken or written, with nothing but pauses in it.
    private static func number(in turn: String) -> String? {
        var row = ""
        for word in turn.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
            if word.allSatisfy(\.isWholeNumber), word.allSatisfy(\.isASCII) {
                row += word
            } else if let digit = digits[word.lowercased()] {
                row.append(digit)
            } else {
                if (10...15).contains(row.count) { return row }
                row = ""
            }
        }
        return (10...15).contains(row.count) ? row : nil
    }

    // MARK: Wishes

    private static let subjects: Set<String> = [
        "buy", "buying", "sell", "selling", "home", "homes", "house", "houses", "condo", "apartment", "property",
        "listing", "showing", "viewing", "tour", "visit", "appointment", "schedule", "mortgage", "financing",
        "preapproved",
        "offer", "budget", "bedroom", "bedrooms", "callback", "agent", "realtor", "rent", "lease", "comprar", "vender",
        "casa", "casas", "apartamento", "visita", "cita", "propiedad", "hipoteca", "habitaciones",
    ]

    private static func wish(in turn: String) -> String? {
        let words = turn.lowercased().split { !$0.isLetter }.map(String.init)
        let asksForCall = words.contains("call") && (words.contains("back") || words.contains("me"))
        guard asksForCall || words.contains(where: subjects.contains) else { return nil }
        return turn.split(whereSeparator: \.isNewline).joined(separator: " ").clipped(to: 300)
    }
}
