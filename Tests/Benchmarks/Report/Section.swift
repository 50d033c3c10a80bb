/// One number, and what it is held against.
struct Measure: Sendable, Codable {
    /// Its name in `thresholds.json` and in the results.
    var name: String
    /// What it is, in words.
    var title: String
    var value: Double
    var unit: String
    /// Decimals that are printed.
    var places: Int?
    /// It must not be above, or below if it is a floor; nil for a number that is only stated.
    var target: Double?
    /// Whether more is better.
    var isFloor = false

    /// The number and its unit.
    var text: String { Text.number(value, places: places) + (unit.isEmpty ? "" : " \(unit)") }

    var isMet: Bool { target.map { isFloor ? value >= $0 : value <= $0 } ?? true }
}

/// One benchmark's results.
struct Section: Sendable, Codable {
    var title: String
    /// How it was measured.
    var note: String
    /// Column heads and rows of what the measures were taken from.
    var columns: [String] = []
    var rows: [Row] = []
    var measures: [Measure] = []

    /// One line of the table.
    struct Row: Sendable, Codable {
        var title: String
        var cells: [String]
    }

    var misses: [Measure] { measures.filter { !$0.isMet } }
}

extension Section {
    private static let titleWidth = 46
    private static let cellWidth = 11

    /// The section as it is printed.
    var text: String {
        var lines = ["", title, "  \(note)", ""]
        if !columns.isEmpty { lines.append(Self.line("", columns)) }
        lines += rows.map { Self.line($0.title, $0.cells) }
        if !rows.isEmpty { lines.append("") }
        lines += measures.map { measure in
            guard let target = measure.target else { return Self.line(measure.title, [measure.text]) }
            return Self.line(
                measure.title, [measure.text, "\(measure.isFloor ? "≥" : "≤") \(Text.number(target, places: nil))"])
                + "   \(measure.isMet ? "PASS" : "MISS")"
        }
        return lines.joined(separator: "\n")
    }

    private static func line(_ title: String, _ cells: [String]) -> String {
        cells.reduce("  " + Text.padded(title, to: titleWidth)) { $0 + Text.padded($1, to: cellWidth, onLeft: true) }
    }
}

/// Numbers and words in columns.
enum Text {
    /// With a fixed number of decimals, or as few as it takes.
    static func number(_ value: Double, places: Int?) -> String {
        guard let places else { return value == value.rounded() ? "\(Int(value))" : "\(value)" }
        let scale = (0..<places).reduce(1.0) { result, _ in result * 10 }
        let scaled = Int((abs(value) * scale).rounded())
        let (whole, rest) = scaled.quotientAndRemainder(dividingBy: Int(scale))
        let digits = String(String(Int(scale) + rest).dropFirst())
        return (value < 0 && scaled > 0 ? "-" : "") + "\(whole)" + (places > 0 ? ".\(digits)" : "")
    }

    /// Filled with blanks; never cut.
    static func padded(_ text: String, to width: Int, onLeft: Bool = false) -> String {
        let blanks = String(repeating: " ", count: max(width - text.count, 0))
        return onLeft ? blanks + text : text + blanks
    }
}
