/// What a piece of text is for; the terminal shows it by a colour, or not at all.
package enum Tone: String, Sendable, Equatable {
    /// As it is.
    case plain = ""
    /// Headings, what counts.
    case strong = "1"
    /// What may be overlooked.
    case faint = "2"
    /// All is well.
    case good = "32"
    /// Worth a look.
    case warn = "33"
    /// Wrong.
    case bad = "1;31"
    /// A key, or a name.
    case key = "36"
    /// The row that the keys are on, and bars.
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
    /// A piece.
    package struct Piece: Sendable, Equatable {
        /// What is written.
        package var text: String
        /// What it is for.
        package var tone: Tone
    }

    /// The pieces, from the left.
    package private(set) var pieces: [Piece] = []
    /// Whether the whole line is marked.
    package var isChosen = false

    package init(_ text: String = "", _ tone: Tone = .plain) {
        add(text, tone)
    }

    /// Adds a piece; control characters in it are made harmless, blanks are kept.
    package mutating func add(_ text: String, _ tone: Tone = .plain) {
        guard !text.isEmpty else { return }
        let isHarmless = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F }
        pieces.append(Piece(text: isHarmless ? text : TerminalText.harmless(text), tone: tone))
    }

    /// Columns it takes.
    package var width: Int { pieces.reduce(0) { $0 + TerminalText.width($1.text) } }

    /// Without tones.
    package var text: String { pieces.map(\.text).joined() }

    /// As the terminal gets it, no wider than so many columns.
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
    /// The text without what a terminal would obey; blanks stay as they are.
    package static func harmless(_ text: String) -> String {
        text.split(separator: " ", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : clean(String($0)) }
            .joined(separator: " ")
    }
}
