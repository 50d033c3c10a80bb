/// Reads an e-mail address as it is said or written: `ana dot garcia at example dot com`, `A-N-A at example.com`. Pure.
package enum SpokenEmail {
    /// The address in lower case; nil if the text is none. It is no check of the host: that a mail gets there, only a
    /// mail shows.
    package static func read(_ text: String) -> String? {
        let written = text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let bare = trimmed(written)
        if isAddress(bare) { return bare }
        return address(said: trimmed(said(bare)))
    }

    /// The address in signs; nil if they make none, or if more than one “at” was said.
    private static func address(said: String) -> String? {
        let pieces = said.split(separator: "@", omittingEmptySubsequences: false)
        guard pieces.count == 2, let name = pieces.first, let host = pieces.last else { return nil }
        let address = "\(name)@\(providers[String(host)] ?? String(host))"
        return isAddress(address) ? address : nil
    }

    /// Marks and words of an address run together, with the spoken ones as signs.
    private static func said(_ text: String) -> String {
        let words = text.split { " ()[]".contains($0) }.map(String.init)
        var result = ""
        for (place, word) in words.drop(while: openings.contains).enumerated() {
            if notSaid.contains(word), place > 0 || word != "sign" { continue }
            result += signs[word] ?? Spelling.letters(of: word) ?? word
        }
        return result
    }

    private static func trimmed(_ text: String) -> String {
        var rest = text[...]
        if rest.hasPrefix("mailto:") { rest = rest.dropFirst(7) }
        while let first = rest.first, "<\"“'".contains(first) { rest = rest.dropFirst() }
        while let last = rest.last, ">\"”'.,;!?".contains(last) { rest = rest.dropLast() }
        return String(rest)
    }

    /// Words for signs.
    private static let signs = [
        "at": "@", "arroba": "@", "@": "@", "dot": ".", "period": ".", "point": ".", "punto": ".", "underscore": "_",
        "dash": "-", "hyphen": "-", "minus": "-", "guion": "-", "guión": "-", "plus": "+", "zero": "0",
        "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
        "nine": "9",
    ]
    /// Words before an address.
    private static let openings: Set<String> = ["my", "email", "e-mail", "is", "it's", "address", "lowercase"]
    /// Words that are no part of one.
    private static let notSaid: Set<String> = ["sign", "lowercase"]
    /// Hosts that everybody names without their end.
    private static let providers = [
        "gmail": "gmail.com", "yahoo": "yahoo.com", "hotmail": "hotmail.com", "outlook": "outlook.com",
        "icloud": "icloud.com", "aol": "aol.com",
    ]

    // MARK: The shape of an address (RFC 5321 §4.5.3.1, RFC 5322 §3.4.1)

    private static let marks = Set("abcdefghijklmnopqrstuvwxyz0123456789.!#$%&*+/=?^_`{|}~'-")

    private static func isAddress(_ address: String) -> Bool {
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        return address.utf8.count <= 254 && parts.count == 2 && !parts[0].isEmpty && parts[0].utf8.count <= 64
            && parts[0].allSatisfy(marks.contains) && !parts[0].contains("..") && parts[0].first != "."
            && parts[0].last != "." && isHost(parts[1])
    }

    private static func isHost(_ host: Substring) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                    && label.utf8.allSatisfy {
                        (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
                    }
            }
    }
}
