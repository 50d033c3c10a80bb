import CoraTenant
import Foundation

/// A word of a spoken number.
enum NumberToken: Sendable, Equatable {
    case ones(Double), teens(Double), tens(Double)
    /// Digits.
    case number(Double)
    case hundred
    /// A thousand, a million.
    case scale(Double)
    /// “Mil”: a thousand or a million.
    case mil
    /// “Half”, “quarter”.
    case part(Double)
    /// `1/2`, which is added to what stands before it.
    case fraction(Double)
    case point, and, article, dash
    /// What stands between the ends of a range.
    case to
    /// What stands before the ends of a range.
    case between
    /// A mark that the words are Spanish.
    case spanish

    /// The words of a text; nil if one of them belongs to no number. Words around a number are left out.
    static func tokens(of text: String) -> [NumberToken]? {
        var tokens: [NumberToken] = []
        var words = words(of: text)[...]
        while let word = words.popFirst() {
            // “Three or more”, “or less”.
            if word == "or", let next = words.first, ["more", "less", "better", "so"].contains(next) {
                words = words.dropFirst()
                continue
            }
            if word == "up", words.first == "to" { words = words.dropFirst() }
            if ignored.contains(word) { continue }
            var word = word
            // Blanks between thousands: 500 000.
            if isDigits(word), word.utf8.count <= 3 {
                while let next = words.first, next.utf8.count == 3, isDigits(next), word.utf8.count < 12 {
                    word += words.removeFirst()
                }
            }
            guard let token = token(word) else { return nil }
            tokens.append(token)
            if spanishTable[word] != nil { tokens.append(.spanish) }
        }
        return tokens
    }

    private static func isDigits(_ word: String) -> Bool { word.utf8.allSatisfy { (0x30...0x39).contains($0) } }

    private static func token(_ word: String) -> NumberToken? {
        if let token = table[word] ?? spanishTable[word] { return token }
        guard word.utf8.first.map({ (0x30...0x39).contains($0) }) == true else { return nil }
        let parts = word.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 2, let top = Double(parts[0]), let bottom = Double(parts[1]), top < bottom, bottom <= 8 {
            return .fraction(top / bottom)
        }
        return WrittenNumber.digits(word).map(NumberToken.number)
    }

    /// Runs of letters, runs of digits with their separators, and single marks, in lower case and without accents.
    private static func words(of text: String) -> [String] {
        let folded = FoldedText.ascii(text).folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil)
            .replacing("½", with: " 1/2 ").replacing("¼", with: " 1/4 ").replacing("¾", with: " 3/4 ")
        var words: [String] = []
        let letters = Array(folded)
        var place = 0
        while place < letters.count {
            let start = place
            let kind = Kind(letters[place])
            place += 1
            if kind == .mark { words.append(String(letters[start])) }
            guard kind == .letter || kind == .digit else { continue }
            while place < letters.count, belongs(letters, place, to: kind) { place += 1 }
            words.append(String(letters[start..<place]))
        }
        return words
    }

    private static func belongs(_ letters: [Character], _ place: Int, to kind: Kind) -> Bool {
        if Kind(letters[place]) == kind { return true }
        guard kind == .digit, ",./".contains(letters[place]), place + 1 < letters.count else { return false }
        return Kind(letters[place + 1]) == .digit
    }

    private enum Kind {
        case blank, letter, digit, mark

        init(_ character: Character) {
            if character.isWhitespace || ".,".contains(character) {
                self = .blank
            } else if character.isLetter {
                self = .letter
            } else {
                self = character.isASCII && character.isWholeNumber ? .digit : .mark
            }
        }
    }

    private static let table: [String: NumberToken] = [
        "zero": .ones(0), "one": .ones(1), "two": .ones(2), "three": .ones(3), "four": .ones(4), "five": .ones(5),
        "six": .ones(6), "seven": .ones(7), "eight": .ones(8), "nine": .ones(9), "ten": .teens(10),
        "eleven": .teens(11), "twelve": .teens(12), "thirteen": .teens(13), "fourteen": .teens(14),
        "fifteen": .teens(15), "sixteen": .teens(16), "seventeen": .teens(17), "eighteen": .teens(18),
        "nineteen": .teens(19), "twenty": .tens(20), "thirty": .tens(30), "forty": .tens(40), "fourty": .tens(40),
        "fifty": .tens(50), "sixty": .tens(60), "seventy": .tens(70), "eighty": .tens(80), "ninety": .tens(90),
        "hundred": .hundred, "hundreds": .hundred, "k": .scale(1000), "thousand": .scale(1000),
        "thousands": .scale(1000), "thou": .scale(1000), "grand": .scale(1000), "m": .scale(1_000_000),
        "mm": .scale(1_000_000), "mln": .scale(1_000_000), "mill": .scale(1_000_000), "million": .scale(1_000_000),
        "millions": .scale(1_000_000), "billion": .scale(1_000_000_000), "mil": .mil, "half": .part(0.5),
        "quarter": .part(0.25), "quarters": .part(0.25), "point": .point, "and": .and, "a": .article, "an": .article,
        "of": .article, "-": .dash, "to": .to, "or": .to, "through": .to, "between": .between,
    ]
    /// Words that are Spanish only.
    private static let spanishTable: [String: NumberToken] = [
        "un": .article, "uno": .ones(1), "una": .ones(1), "dos": .ones(2), "tres": .ones(3), "cuatro": .ones(4),
        "cinco": .ones(5), "seis": .ones(6), "siete": .ones(7), "ocho": .ones(8), "nueve": .ones(9), "diez": .teens(10),
        "quince": .teens(15), "veinte": .tens(20), "treinta": .tens(30), "cuarenta": .tens(40), "cincuenta": .tens(50),
        "sesenta": .tens(60), "setenta": .tens(70), "ochenta": .tens(80), "noventa": .tens(90), "cien": .hundred,
        "ciento": .hundred, "medio": .part(0.5), "media": .part(0.5), "millon": .scale(1_000_000),
        "millones": .scale(1_000_000), "y": .and, "doscientos": .number(200), "trescientos": .number(300),
        "cuatrocientos": .number(400), "quinientos": .number(500), "seiscientos": .number(600),
        "setecientos": .number(700), "ochocientos": .number(800), "novecientos": .number(900),
    ]
    /// Words that people say around a number.
    private static let ignored: Set<String> = [
        "$", "+", "~", "<", ">", "=", "≤", "≥", "us", "usd", "dollar", "dollars", "dolares", "buck", "bucks", "about",
        "around", "roughly", "approximately", "approx", "circa", "some", "up", "under", "below", "over", "above", "at",
        "least", "most", "max", "maximum", "min", "minimum", "less", "more", "than", "plus", "only", "just", "exactly",
        "bed", "beds", "bedroom", "bedrooms", "bd", "br", "bath", "baths", "bathroom", "bathrooms", "ba", "full",
        "room",
        "rooms", "price", "budget", "the", "is", "like", "maybe", "total", "cuartos", "habitaciones", "banos", "unos",
        "hasta",
    ]
}
