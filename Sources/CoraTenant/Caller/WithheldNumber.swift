/// The ways in which carriers write that a number is withheld. Pure.
enum WithheldNumber {
    /// Whether a text stands for a number that is withheld: nothing, a word for it, the digits that spell such a word
    /// on a keypad (with or without `+` or `+1`), or noughts.
    static func isOne(_ text: String) -> Bool {
        let letters = text.lowercased().filter(\.isLetter)
        let digits = text.filter(\.isWholeNumber)
        if letters.isEmpty, digits.isEmpty { return true }
        if digits.isEmpty { return words.contains(letters) }
        guard letters.isEmpty else { return false }
        return digits.allSatisfy { $0 == "0" } || spelled.contains(digits)
            || digits.hasPrefix("1") && spelled.contains(String(digits.dropFirst()))
    }

    /// Words of carriers and exchanges, without blanks and marks.
    private static let words: Set<String> = [
        "anonymous", "anonymouscaller", "anonymousinvalid", "blocked", "blockedcaller", "blockednumber",
        "calleridblocked",
        "calleridunavailable", "callerunknown", "hidden", "hiddennumber", "idunavailable", "na", "nocallerid", "none",
        "nonumber", "notavailable", "null", "numberunavailable", "numberwithheld", "outofarea", "private",
        "privatecaller", "privatenumber", "restricted", "restrictednumber", "suppressed", "unavailable", "undefined",
        "unknown", "unknowncaller", "unknownnumber", "withheld", "withheldnumber",
    ]

    /// The digits that spell a word on a keypad. Only words that Twilio is known to send in this way.
    private static let spelled = Set(
        ["anonymous", "blocked", "private", "restricted", "unavailable", "unknown", "withheld"].map(digits(spelling:)))

    private static func digits(spelling word: String) -> String {
        String(word.compactMap { letter in keys.first { $0.letters.contains(letter) }?.digit })
    }

    private static let keys: [(digit: Character, letters: String)] = [
        ("2", "abc"), ("3", "def"), ("4", "ghi"), ("5", "jkl"), ("6", "mno"), ("7", "pqrs"), ("8", "tuv"),
        ("9", "wxyz"),
    ]
}
