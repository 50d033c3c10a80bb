import CoraWire

/// The listings of a CSV file. Pure.
struct ListingTable: Sendable {
    /// What the columns are taken for.
    let header: ListingHeader
    private var reader: CSVReader
    private let width: Int
    private let columns: [(field: ListingField, name: String)?]

    /// Reads the first row, which names the columns.
    /// - Throws: `PropertyFileError` if there is none, or it is no text.
    init(_ bytes: [UInt8]) throws(PropertyFileError) {
        reader = CSVReader(bytes)
        guard let first = reader.next() else {
            throw PropertyFileError(["1:1: the file is empty; wanted a first line with the names of the columns"])
        }
        let faults = first.cells.compactMap(\.fault)
        guard faults.isEmpty else {
            throw PropertyFileError(faults.map { "\($0.line):\($0.column): \($0.message)" })
        }
        let header = ListingHeader(first.cells.map { ListingValue.trimmed($0.text) })
        var columns: [(field: ListingField, name: String)?] = Array(repeating: nil, count: first.cells.count)
        for taken in header.taken { columns[taken.column] = (taken.field, taken.name) }
        (self.header, self.columns, width) = (header, columns, first.cells.count)
    }

    /// What stands between cells.
    var separator: CSVReader.Separator { reader.separator }

    /// How many bytes were read so far.
    var offset: Int { reader.offset }

    /// The next listing; nil at the end. Rows in which nothing stands are passed over.
    mutating func next() -> ListingRecord? {
        while let row = reader.next() {
            if let record = record(row) { return record }
        }
        return nil
    }

    private func record(_ row: CSVRow) -> ListingRecord? {
        var record = ListingRecord(line: row.line)
        var isBlank = true
        for (place, cell) in row.cells.enumerated() {
            let text = ListingValue.trimmed(cell.text)
            if !text.isEmpty || cell.fault != nil { isBlank = false }
            let column = place < width ? columns[place] : nil
            let fault = cell.fault.map {
                ListingProblem(line: $0.line, column: $0.column, name: column?.name, message: $0.message)
            }
            // Of a column that is not taken only that counts which concerns the others.
            if let fault, cell.fault?.isStructural == true { record.faults.append(fault) }
            guard let column else { continue }
            record.add(
                ListingCell(text: text, line: cell.line, column: cell.column, name: column.name, fault: fault),
                column.field)
        }
        if let misfit = misfit(row), record.faults.isEmpty { record.faults.append(misfit) }
        return isBlank ? nil : record
    }

    /// What is wrong with the row's width. Cells that are missing at its end are empty (Excel leaves them out), but not
    /// those of a last row that ends in the middle. Empty cells at its end are none.
    private func misfit(_ row: CSVRow) -> ListingProblem? {
        let cells = row.cells
        if cells.count < width, row.endsOpen, let last = cells.last {
            return ListingProblem(
                line: last.line, column: last.column,
                message: "the file ends in this row, after \(cells.count) of \(width) cells; is it whole?")
        }
        guard let extra = cells.dropFirst(width).first(where: { !ListingValue.trimmed($0.text).isEmpty }) else {
            return nil
        }
        return ListingProblem(
            line: extra.line, column: extra.column,
            message: "found \(cells.count) cells; wanted \(width), as in the first line. Text with a separator in it "
                + "stands in quotation marks")
    }
}
