/// One listing of a file as the file has it: a cell for each field.
struct ListingRecord: Sendable {
    /// The line on which it begins, from 1.
    var line: Int
    /// Where it begins in its line, from 1, in characters.
    var column: Int
    /// What is wrong with the record as a whole, so that its cells cannot be trusted.
    var faults: [ListingProblem] = []
    /// The cells of the field `features`, of which there may be several.
    var features: [ListingCell] = []
    private var cells: [ListingCell?] = Array(repeating: nil, count: ListingField.allCases.count)

    init(line: Int, column: Int = 1) {
        (self.line, self.column) = (line, column)
    }

    /// Adds a cell.
    mutating func add(_ cell: ListingCell, _ field: ListingField) {
        if field.takesSeveral { features.append(cell) } else { cells[field.place] = cell }
    }

    /// The cell of a field; nil if there is none, or it is empty.
    subscript(field: ListingField) -> ListingCell? {
        guard let cell = cells[field.place], !cell.isEmpty else { return nil }
        return cell
    }

    /// The cell of a field, empty ones too.
    func place(of field: ListingField) -> ListingCell? { cells[field.place] }
}

/// A cell of a record, whatever the file's format.
struct ListingCell: Sendable, Equatable {
    /// What it says, without blanks around it.
    var text: String
    /// Its number, if the format says that it is one (JSON). Text is a number only if it reads as one.
    var number: Double?
    /// Its texts, if it is a list (JSON).
    var list: [String]?
    /// Where it begins: its line, and its place in the line in characters, both from 1.
    var line: Int
    var column: Int
    /// The name of its column in the file.
    var name: String
    /// What is wrong with its bytes; nil for nothing.
    var fault: ListingProblem?

    /// Whether it says nothing.
    var isEmpty: Bool { text.isEmpty && list == nil && fault == nil }
}

/// Something that is wrong with a file of listings, and where.
package struct ListingProblem: Sendable, Equatable {
    /// The line, from 1.
    package var line: Int
    /// The place in the line, from 1, in characters.
    package var column: Int
    /// The name of the column in the file; nil if it concerns no column.
    package var name: String?
    /// What is wrong, and what would be right.
    package var message: String

    package init(line: Int, column: Int, name: String? = nil, message: String) {
        self.line = line
        self.column = column
        self.name = name
        self.message = message
    }

    /// The problem as compilers write one: `17:42 (List Price): found “?”; wanted …`.
    package var text: String {
        "\(line):\(column)\(name.map { " (\($0))" } ?? ""): \(message)"
    }
}

/// The problems of a file: all are counted, the first are kept.
package struct ListingProblems: Sendable, Equatable {
    /// The first of them, in the order of the file.
    package private(set) var kept: [ListingProblem] = []
    /// How many there are.
    package private(set) var count = 0
    /// How many listings have any.
    package private(set) var listings = 0
    private let limit: Int

    /// - Parameter limit: how many are kept.
    package init(keeping limit: Int) {
        self.limit = limit
    }

    /// Adds the problems of one listing.
    mutating func add(_ problems: [ListingProblem]) {
        guard !problems.isEmpty else { return }
        listings += 1
        count += problems.count
        kept += problems.prefix(max(limit - kept.count, 0))
    }
}
