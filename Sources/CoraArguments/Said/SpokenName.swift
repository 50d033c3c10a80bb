/// Reads a person's name as callers give it and models write it down: in any script, with the marks that names have,
/// or spelled. Pure.
package enum SpokenName {
    /// The longest name, in characters.
    package static let longest = 80

    /// The name; nil if the text is none, or more than a name.
    package static func read(_ text: String) -> String? {
        // Two blanks part the names of one that is spelled, so they are looked at before they become one.
        let spelled = joined(text)
        let name = CallerText.plain(spelled.map(dropIntroduction), longest: longest + 1) ?? ""
        guard name.count <= longest, name.contains(where: \.isLetter), name.allSatisfy(belongs) else { return nil }
        // No name has as many digits as a telephone number, or two dashes together.
        guard name.unicodeScalars.count(where: { $0.properties.numericType == .decimal }) <= 2, !name.contains("--")
        else { return nil }
        return name
    }

    /// The marks of names: “Alice & Bob”, “O’Neil”, “Col·lell”, “Robert (Bob) Smith, Jr.”, “マリー・ローズ”.
    private static let marks = Set(" .,'’‘ʻʼ`´-‐‑–&+/()\"“”·•・･")

    private static func belongs(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || marks.contains(character)
            || character.unicodeScalars.allSatisfy { $0.properties.generalCategory == .nonspacingMark }
    }

    // MARK: Introductions

    private static let introductions = [
        "my name is ", "my name's ", "the name is ", "name is ", "this is ", "it's ", "it is ", "i'm ", "i am ",
        "me llamo ", "mi nombre es ", "soy ",
    ]

    private static func dropIntroduction(_ text: String) -> String {
        let plain = text.lowercased().replacing("’", with: "'")
        guard let opening = introductions.first(where: plain.hasPrefix), plain.count == text.count else { return text }
        return String(text.dropFirst(opening.count))
    }

    // MARK: Spelling

    /// The text with spelled words joined: `J-O-H-N S-M-I-T-H` becomes `John Smith`. Nil if it is spelled and does not
    /// show where one name ends.
    private static func joined(_ text: String) -> String? {
        var words: [String] = []
        for part in parts(of: text) {
            let spelled = Spelling.letters(of: part)
            guard let letters = spelled else {
                words.append(part)
                continue
            }
            let word = letters.prefix(1).uppercased() + letters.dropFirst().lowercased()
            // “Smith, S-M-I-T-H”: the name, then its spelling.
            if let before = words.last, before.lowercased().filter(\.isLetter) == word.lowercased() {
                words.removeLast()
            }
            words.append(word)
        }
        return loose(words)
    }

    /// Single letters with blanks between: four or more are a spelled word, if it is plain where they end. Three may be
    /// initials, unless there is nothing else.
    private static func loose(_ words: [String]) -> String? {
        var result: [String] = []
        var run: [String] = []
        for word in words + [""] {
            let bare = word.filter { $0 != "," }
            if bare.count == 1, bare.allSatisfy(\.isLetter) {
                run.append(bare)
                continue
            }
            if run.count >= 4 || run.count == 3 && words.count == 3 {
                guard run.count <= longestLoose else { return nil }
                let letters = run.joined()
                result.append(letters.prefix(1).uppercased() + letters.dropFirst().lowercased())
            } else {
                result += run
            }
            run = []
            if !word.isEmpty { result.append(word) }
        }
        return result.joined(separator: " ")
    }

    /// The most single letters in a row that are taken for one name. More are probably two.
    private static let longestLoose = 8

    /// The words of a text. Two blanks, or a comma, end a name that is spelled with single blanks.
    private static func parts(of text: String) -> [String] {
        var parts: [String] = []
        for piece in text.replacing("\t", with: " ").split(separator: "  ") {
            let words = piece.split(separator: " ").map(String.init)
            let isSpelled = words.count >= 3 && words.allSatisfy { $0.count == 1 && $0.allSatisfy(\.isLetter) }
            parts += isSpelled && piece.utf8.count < text.utf8.count ? [words.joined(separator: "-")] : words
        }
        return parts
    }
}

/// Reads words that are spelled letter by letter. Pure.
enum Spelling {
    /// The letters of a spelled word such as `S-M-I-T-H`, `G.A.R.C.I.A` or `a-n-a`; nil if it is none. It has three
    /// letters or more with the same mark between all of them; with full stops five, since fewer are initials.
    static func letters(of word: String) -> String? {
        for mark in ["-", ".", "–", "·"] as [Character] {
            var pieces = word.split(separator: mark, omittingEmptySubsequences: false)
            if pieces.last == "" || pieces.last == "," { pieces.removeLast() }
            guard pieces.count >= (mark == "." ? 5 : 3),
                pieces.allSatisfy({ $0.count == 1 && $0.allSatisfy(\.isLetter) })
            else { continue }
            return pieces.joined()
        }
        return nil
    }
}
