/// Reads a table of separated values, row by row (RFC 4180), with what the files that people have need besides:
///
/// - a byte order mark, and Excel's line `sep=;`, at the beginning;
/// - commas, semicolons, tabs or vertical bars between cells: the one that the first row has most of outside of quotes;
/// - lines that end with LF, CR LF or CR, and empty lines, which are passed over;
/// - blanks around the quotation marks of a cell; quotation marks inside a cell that does not begin with one;
/// - rows of any width: what a missing cell means, the caller knows.
///
/// It never stops before the end: what is wrong stands in the cell that has it. One cell's text has at most
/// ``cellLimit`` bytes, one row at most ``widthLimit`` cells.
package struct CSVReader: Sendable {
    /// The most bytes of a cell's text.
    package static let cellLimit = 65_536
    /// The most cells of a row.
    package static let widthLimit = 2_000

    /// What stands between the cells of a row.
    package enum Separator: UInt8, Sendable, CaseIterable {
        /// A comma.
        case comma = 0x2C
        /// A semicolon, where the comma is for decimals.
        case semicolon = 0x3B
        /// A tab.
        case tab = 0x09
        /// A vertical bar.
        case bar = 0x7C
    }

    private enum End { case separator, line, text }

    private static let quote = UInt8(ascii: "\"")
    private static let space = UInt8(ascii: " ")

    /// What stands between cells.
    package let separator: Separator
    /// How many bytes have been read.
    package private(set) var offset: Int
    private let bytes: [UInt8]
    private var mark: TextPlace
    private var width = 1

    /// Starts before the first row, and finds the separator.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        mark = TextPlace(offset: start)
        if let (declared, end) = Self.declared(in: bytes, from: start) {
            (separator, offset) = (declared, end)
        } else {
            (separator, offset) = (Self.mostFrequent(in: bytes, from: start), start)
        }
    }

    /// The next row; nil behind the last.
    package mutating func next() -> CSVRow? {
        while offset < bytes.count, Self.isLineEnd(bytes[offset]) { offset += 1 }
        guard offset < bytes.count else { return nil }
        mark.move(to: offset, in: bytes)
        var row = CSVRow(line: mark.line, cells: [])
        row.cells.reserveCapacity(width)
        while true {
            var (cell, end) = nextCell()
            if end == .separator, row.cells.count == Self.widthLimit - 1 {
                cell.fault = cell.fault ?? CSVFault(.tooManyCells, line: cell.line, column: cell.column)
                offset = Self.endOfLine(in: bytes, from: offset)
                end = offset < bytes.count ? .line : .text
            }
            row.cells.append(cell)
            guard end != .separator else { continue }
            width = row.cells.count
            row.endsOpen = end == .text
            return row
        }
    }

    // MARK: Cells

    private mutating func nextCell() -> (CSVCell, End) {
        mark.move(to: offset, in: bytes)
        let start = offset
        let begin = Self.skipSpaces(in: bytes, from: start)
        if begin < bytes.count, bytes[begin] == Self.quote { return quotedCell(from: begin) }
        offset = endOfPlain(from: begin)
        return (cell(Array(bytes[start..<offset].prefix(Self.cellLimit + 1)), start..<offset), takeEnd())
    }

    private mutating func quotedCell(from opening: Int) -> (CSVCell, End) {
        mark.move(to: opening, in: bytes)
        guard let (content, closing) = content(from: opening + 1) else { return unclosedCell(from: opening) }
        var cell = cell(content, (opening + 1)..<closing)
        offset = Self.skipSpaces(in: bytes, from: closing + 1)
        if offset < bytes.count, !isEnd(bytes[offset]) {
            cell.fault = fault(.textAfterQuote, at: offset)
            offset = endOfPlain(from: offset)
        }
        return (cell, takeEnd())
    }

    /// The rest of the text is between quotes: it cannot be what was meant. The next line begins anew.
    private mutating func unclosedCell(from opening: Int) -> (CSVCell, End) {
        offset = Self.endOfLine(in: bytes, from: opening)
        var cell = cell(Array(bytes[(opening + 1)..<offset].prefix(Self.cellLimit)), (opening + 1)..<offset)
        cell.fault = fault(.neverClosed, at: opening)
        return (cell, takeEnd())
    }

    /// What stands between quotation marks, doubled ones made single, and where the closing one is; nil if there is none.
    private func content(from start: Int) -> (content: [UInt8], closing: Int)? {
        var content: [UInt8] = []
        var (run, place) = (start, start)
        while place < bytes.count {
            guard bytes[place] == Self.quote else {
                place += 1
                continue
            }
            let isDoubled = place + 1 < bytes.count && bytes[place + 1] == Self.quote
            // One byte more than the limit shows that it is passed; nothing is kept of the rest.
            let room = Self.cellLimit + 1 - content.count
            content += bytes[run..<(isDoubled ? place + 1 : place)].prefix(room)
            guard isDoubled else { return (content, place) }
            place += 2
            run = place
        }
        return nil
    }

    /// A cell with its text.
    /// - Parameter range: where it stands in the bytes.
    private func cell(_ content: [UInt8], _ range: Range<Int>) -> CSVCell {
        var cell = CSVCell(text: "", line: mark.line, column: mark.column)
        guard content.count <= Self.cellLimit else {
            cell.fault = CSVFault(.tooLong, line: cell.line, column: cell.column)
            return cell
        }
        if let text = String(validating: content, as: UTF8.self) {
            cell.text = text
            if content.contains(0), let place = bytes[range].firstIndex(of: 0) { cell.fault = fault(.nul, at: place) }
        } else {
            cell.text = String(decoding: content, as: UTF8.self)
            let place = firstNotUTF8(in: range)
            cell.fault = fault(.notUTF8(bytes[place]), at: place)
        }
        return cell
    }

    private func fault(_ kind: CSVFault.Kind, at place: Int) -> CSVFault {
        var there = mark
        there.move(to: place, in: bytes)
        return CSVFault(kind, line: there.line, column: there.column)
    }

    private func firstNotUTF8(in range: Range<Int>) -> Int {
        var place = range.lowerBound
        var rest = bytes[range].makeIterator()
        var parser = Unicode.UTF8.ForwardParser()
        while case .valid(let scalar) = parser.parseScalar(from: &rest) { place += scalar.count }
        return min(place, range.upperBound - 1)
    }

    // MARK: Bytes

    private func isEnd(_ byte: UInt8) -> Bool {
        byte == separator.rawValue || Self.isLineEnd(byte)
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    private func endOfPlain(from start: Int) -> Int {
        var place = start
        while place < bytes.count, !isEnd(bytes[place]) { place += 1 }
        return place
    }

    private static func endOfLine(in bytes: [UInt8], from start: Int) -> Int {
        var place = start
        while place < bytes.count, !isLineEnd(bytes[place]) { place += 1 }
        return place
    }

    private static func skipSpaces(in bytes: [UInt8], from start: Int) -> Int {
        var place = start
        while place < bytes.count, bytes[place] == space { place += 1 }
        return place
    }

    /// Takes what ends a cell. A line end is left for `next`, which passes over all of them.
    private mutating func takeEnd() -> End {
        guard offset < bytes.count else { return .text }
        guard bytes[offset] == separator.rawValue else { return .line }
        offset += 1
        return .separator
    }

    // MARK: The separator

    /// Excel's first line `sep=;`, and where it ends.
    private static func declared(in bytes: [UInt8], from start: Int) -> (Separator, Int)? {
        let line = bytes[start...].prefix(5)
        guard line.count == 5, line.prefix(4).elementsEqual("sep=".utf8), let last = line.last,
            let separator = Separator(rawValue: last)
        else { return nil }
        let end = start + 5
        return end == bytes.count || isLineEnd(bytes[end]) ? (separator, end) : nil
    }

    private static func mostFrequent(in bytes: [UInt8], from start: Int) -> Separator {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in bytes[start...].drop(while: isLineEnd).prefix(cellLimit) {
            if byte == quote { isQuoted.toggle() }
            guard !isQuoted else { continue }
            if isLineEnd(byte) { break }
            if Separator(rawValue: byte) != nil { counts[byte, default: 0] += 1 }
        }
        // Of equals the earlier in the list stands.
        var best = Separator.comma
        for separator in Separator.allCases
        where counts[separator.rawValue, default: 0] > counts[best.rawValue, default: 0] {
            best = separator
        }
        return best
    }
}
