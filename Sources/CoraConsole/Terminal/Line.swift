/// What a piece of text is for; the terminal shows it by a colour, or not at all.
package enum Tone: String, Sendable, Equatable {
    /// Ordinary text.
    case plain = ""
    /// Headings, and figures that matter.
    case strong = "1"
    /// Text that may be overlooked.
    case faint = "2"
    /// A sign that all is well.
    case good = "32"
    /// A sign that something is worth a look.
    case warn = "33"
    /// A sign that something is wrong.
    case bad = "1;31"
    /// The name of a key, or of something else.
    case key = "36"
    /// The row that the keys act on, and bars.
    case chosen = "7"
    /// A bar's parts: `endpointing`, `model`, `tool`, `us`, `line`.
    case endpointing = "35"
    case model = "34"
    case tool = "93"
    case us = "96"
    case line = "37"
}

/// One line of the screen: pieces of text without control characters, each with its tone.
package struct Line: Sendable, Equatable {
    /// A run of text in one tone.
    package struct Piece: Sendable, Equatable {
        /// The text.
        package var text: String
        /// Its tone.
        package var tone: Tone
    }

    /// The pieces, from the left.
    package private(set) var pieces: [Piece] = []
    /// Whether the whole line is marked as chosen.
    package var isChosen = false

    package init(_ text: String = "", _ tone: Tone = .plain) {
        add(text, tone)
    }

    /// Adds a piece; control characters in it are replaced, blanks are kept.
    package mutating func add(_ text: String, _ tone: Tone = .plain) {
        guard !text.isEmpty else { return }
        let isHarmless = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F }
        pieces.append(Piece(text: isHarmless ? text : TerminalText.harmless(text), tone: tone))
    }

    /// How many columns the line takes.
    package var width: Int { pieces.reduce(0) { $0 + TerminalText.width($1.text) } }

    /// The line's text, without tones.
    package var text: String { pieces.map(\.text).joined() }

    /// The line as it is sent to the terminal, cut to so many columns.
    package func rendered(_ columns: Int, coloured: Bool) -> String {
        var result = ""
        var left = columns
        for piece in pieces where left > 0 {
            let text = TerminalText.fit(piece.text, left)
            left -= TerminalText.width(text)
            let tone = isChosen ? Tone.chosen : piece.tone
            result += coloured && tone != .plain ? "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m" : text
        }
        guard isChosen, left > 0 else { return result }
        let rest = String(repeating: " ", count: left)
        return result + (coloured ? "\u{1B}[\(Tone.chosen.rawValue)m\(rest)\u{1B}[0m" : rest)
    }
}

extension TerminalText {
    /// The text without characters that a terminal would obey; blanks stay.
    package static func harmless(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : clean(String($0)) }
            .joined(separator: " ")
    }
}
