/// A row of a table in a text.
package struct CSVRow: Sendable, Equatable {
    /// The line on which it begins, from 1.
    package var line: Int
    /// Its cells, one at least and ``CSVReader/widthLimit`` at most.
    package var cells: [CSVCell]
    /// Whether the text ends in it, with no line end: it is the last, and may have been cut off.
    package var endsOpen: Bool

    package init(line: Int, cells: [CSVCell], endsOpen: Bool = false) {
        self.line = line
        self.cells = cells
        self.endsOpen = endsOpen
    }
}

/// A cell of a row.
package struct CSVCell: Sendable, Equatable {
    /// What it says, without the quotation marks around it. With a fault, as much of it as can be shown.
    package var text: String
    /// The line on which it begins, from 1.
    package var line: Int
    /// Where it begins in its line, from 1, in characters.
    package var column: Int
    /// What is wrong with it; nil for nothing.
    package var fault: CSVFault?

    package init(text: String, line: Int, column: Int, fault: CSVFault? = nil) {
        self.text = text
        self.line = line
        self.column = column
        self.fault = fault
    }
}

/// What is wrong with the bytes of a cell, and where.
package struct CSVFault: Sendable, Equatable {
    /// The kinds of fault.
    package enum Kind: Sendable, Equatable {
        /// This byte and those around it are no UTF-8.
        case notUTF8(UInt8)
        /// A byte that is zero: no text has one.
        case nul
        /// More than ``CSVReader/cellLimit`` bytes.
        case tooLong
        /// Text between the quotation mark that closes the cell and the separator.
        case textAfterQuote
        /// A quotation mark opens the cell and none closes it. The next row begins on the next line.
        case neverClosed
        /// The row has more than ``CSVReader/widthLimit`` cells; this is the last that was read.
        case tooManyCells
    }

    /// The kind of fault.
    package var kind: Kind
    /// The line where it was seen, from 1.
    package var line: Int
    /// Where in that line it was seen, from 1, in characters.
    package var column: Int

    package init(_ kind: Kind, line: Int, column: Int) {
        self.kind = kind
        self.line = line
        self.column = column
    }

    /// Whether the row's other cells may be other columns' than they seem to be.
    package var isStructural: Bool {
        switch kind {
        case .textAfterQuote, .neverClosed, .tooManyCells: true
        case .notUTF8, .nul, .tooLong: false
        }
    }

    /// The fault in words, and what would be right.
    package var message: String {
        switch kind {
        case .notUTF8(let byte):
            "the byte \(Self.hexadecimal(byte)) is not UTF-8\(Self.guess(byte)); save the file as “CSV UTF-8”"
        case .nul: "a byte that is zero; wanted text"
        case .tooLong: "more than \(CSVReader.cellLimit) bytes in one cell"
        case .textAfterQuote:
            "text behind the closing quotation mark; a quotation mark inside a quoted text is written twice"
        case .neverClosed: "the quotation mark that opens the text is never closed"
        case .tooManyCells: "more than \(CSVReader.widthLimit) cells in one row"
        }
    }

    /// What the byte would be in Latin-1, which spreadsheets write where they are not told otherwise.
    private static func guess(_ byte: UInt8) -> String {
        byte >= 0xC0 ? " (in Latin-1 it would be “\(Unicode.Scalar(byte))”)" : ""
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return "0x" + (digits.utf8.count < 2 ? "0" : "") + digits
    }
}
