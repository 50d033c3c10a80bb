/// Measures text as a terminal shows it, and removes what a terminal would obey.
package enum TerminalText {
    /// The text on one line, without control characters and marks that change the direction of what follows, so that a
    /// caller's words cannot steer the reader's terminal. Each run of blanks becomes one space.
    package static func clean(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var needsSpace = false
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace {
                needsSpace = !result.isEmpty
                continue
            }
            if needsSpace { result.append(" ") }
            needsSpace = false
            result.append(isObeyed(scalar) ? "\u{FFFD}" : scalar)
        }
        return String(result)
    }

    private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x202A...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x061C: true
        default: scalar.properties.generalCategory == .control
        }
    }

    /// How many columns the text takes on the terminal.
    package static func width(_ text: String) -> Int {
        text.reduce(0) { $0 + width($1) }
    }

    /// How many columns a character takes: two for East Asian wide characters and emoji (Unicode TR 11).
    private static func width(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default:
            return scalar.properties.isEmojiPresentation ? 2 : 1
        }
    }

    /// As much of the text as fits into the columns; an ellipsis shows that it was cut.
    package static func fit(_ text: String, _ columns: Int) -> String {
        guard width(text) > columns else { return text }
        guard columns > 1 else { return columns == 1 ? "…" : "" }
        var result = ""
        var used = 0
        for character in text {
            used += width(character)
            if used > columns - 1 { break }
            result.append(character)
        }
        while result.last == " " { result.removeLast() }
        return result + "…"
    }

    /// The text filled up to a width with spaces, behind it or, for figures, before it.
    package static func padded(_ text: String, _ columns: Int, toTheRight: Bool = false) -> String {
        let spaces = String(repeating: " ", count: max(columns - width(text), 0))
        return toTheRight ? spaces + text : text + spaces
    }

    /// The text in lines of a width, broken at spaces if there are any. At least one line.
    package static func wrap(_ text: String, _ columns: Int) -> [String] {
        let columns = max(columns, 8)
        var lines: [String] = []
        var line = ""
        var used = 0
        for word in text.split(separator: " ").flatMap({ pieces(of: $0, columns) }) {
            let length = width(word)
            if used > 0, used + 1 + length > columns {
                lines.append(line)
                (line, used) = ("", 0)
            }
            line += used > 0 ? " " + word : word
            used += (used > 0 ? 1 : 0) + length
        }
        return lines + [line]
    }

    /// The word in pieces that each fit into a line.
    private static func pieces(of word: Substring, _ columns: Int) -> [String] {
        guard width(String(word)) > columns else { return [String(word)] }
        var pieces: [String] = []
        var piece = ""
        var used = 0
        for character in word {
            let length = width(character)
            if used + length > columns {
                pieces.append(piece)
                (piece, used) = ("", 0)
            }
            piece.append(character)
            used += length
        }
        return pieces + [piece]
    }
}
