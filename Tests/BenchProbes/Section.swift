/// One number, and what it is held against.
package struct Measure: Sendable, Codable {
    /// Its name in `thresholds.json` and in the results.
    package var name: String
    /// What it is, in words.
    package var title: String
    package var value: Double
    package var unit: String
    /// Decimals that are printed.
    package var places: Int?
    /// It must not be above, or below if it is a floor; nil for a number that is only stated.
    package var target: Double?
    /// Whether more is better.
    package var isFloor = false
    /// The name of a measure of the same section; where that one is under its target, this one counts as met too. For what
    /// is promised as "so much, or so many times the floor's". Both are printed.
    package var otherwise: String?

    package init(
        name: String, title: String, value: Double, unit: String, places: Int? = nil, target: Double? = nil,
        isFloor: Bool = false
    ) {
        self.name = name
        self.title = title
        self.value = value
        self.unit = unit
        self.places = places
        self.target = target
        self.isFloor = isFloor
    }

    /// The number and its unit.
    package var text: String { Text.number(value, places: places) + (unit.isEmpty ? "" : " \(unit)") }

    package var isMet: Bool { target.map { isFloor ? value >= $0 : value <= $0 } ?? true }
}

/// One benchmark's results.
package struct Section: Sendable, Codable {
    package var title: String
    /// How it was measured.
    package var note: String
    /// Column heads and rows of what the measures were taken from.
    package var columns: [String] = []
    package var rows: [Row] = []
    package var measures: [Measure] = []

    package init(
        title: String, note: String, columns: [String] = [], rows: [Row] = [], measures: [Measure] = []
    ) {
        self.title = title
        self.note = note
        self.columns = columns
        self.rows = rows
        self.measures = measures
    }

    /// One line of the table.
    package struct Row: Sendable, Codable {
        package var title: String
        package var cells: [String]

        package init(title: String, cells: [String]) {
            self.title = title
            self.cells = cells
        }
    }

    package var misses: [Measure] { measures.filter { !isMet($0) } }

    /// Whether a measure of this section is under its target, or the one that stands for it otherwise is.
    package func isMet(_ measure: Measure) -> Bool {
        measure.isMet || measures.contains { $0.name == measure.otherwise && $0.target != nil && $0.isMet }
    }
}

extension Section {
    private static let titleWidth = 46
    private static let cellWidth = 11
    /// Longer cells are sentences, and no column is made as wide.
    private static let longestCell = 24

    /// The section as it is printed.
    package var text: String {
        let widths = columns.indices.map(width(ofColumn:))
        var lines = ["", title, "  \(note)", ""]
        if !columns.isEmpty { lines.append(Self.line("", columns, widths)) }
        lines += rows.map { Self.line($0.title, $0.cells, widths) }
        if !rows.isEmpty { lines.append("") }
        lines += measures.map { measure in
            guard let target = measure.target else { return Self.line(measure.title, [measure.text]) }
            return Self.line(
                measure.title, [measure.text, "\(measure.isFloor ? "≥" : "≤") \(Text.number(target, places: nil))"])
                + "   \(verdict(measure))"
        }
        return lines.joined(separator: "\n")
    }

    private func verdict(_ measure: Measure) -> String {
        measure.isMet ? "PASS" : isMet(measure) ? "over, but met by the other bound" : "MISS"
    }

    private func width(ofColumn column: Int) -> Int {
        let counts = rows.compactMap { $0.cells.indices.contains(column) ? $0.cells[column].count : nil }
        return max(Self.cellWidth, 2 + (counts.filter { $0 <= Self.longestCell }.max() ?? 0))
    }

    private static func line(_ title: String, _ cells: [String], _ widths: [Int] = []) -> String {
        cells.enumerated().reduce("  " + Text.padded(title, to: titleWidth)) { line, cell in
            let width = widths.indices.contains(cell.offset) ? widths[cell.offset] : cellWidth
            return line + Text.padded(cell.element, to: width, onLeft: true)
        }
    }
}

/// Numbers and words in columns.
package enum Text {
    /// With a fixed number of decimals, or as few as it takes.
    package static func number(_ value: Double, places: Int?) -> String {
        guard let places else { return value == value.rounded() ? "\(Int(value))" : "\(value)" }
        let scale = (0..<places).reduce(1.0) { result, _ in result * 10 }
        let scaled = Int((abs(value) * scale).rounded())
        let (whole, rest) = scaled.quotientAndRemainder(dividingBy: Int(scale))
        let digits = String(String(Int(scale) + rest).dropFirst())
        return (value < 0 && scaled > 0 ? "-" : "") + "\(whole)" + (places > 0 ? ".\(digits)" : "")
    }

    /// Filled with blanks; never cut.
    package static func padded(_ text: String, to width: Int, onLeft: Bool = false) -> String {
        let blanks = String(repeating: " ", count: max(width - text.count, 0))
        return onLeft ? blanks + text : text + blanks
    }
}
