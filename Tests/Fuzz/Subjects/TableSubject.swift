import CoraWire

/// A table is read to its end: places only go forward, no cell or row passes its limit, and what was read without a fault
/// and is written again reads as the same.
enum TableSubject {
    static func check(_ bytes: UnsafeRawBufferPointer) -> String? {
        let rows = rows(of: Array(bytes))
        if let wrong = misplaced(rows) { return wrong }
        guard rows.allSatisfy({ row in row.cells.allSatisfy { $0.text.utf8.count <= CSVReader.cellLimit * 3 } }) else {
            return "a cell beyond its limit"
        }
        let sound = rows.filter { row in row.cells.allSatisfy { $0.fault == nil } }.map { $0.cells.map(\.text) }
        let again = self.rows(of: written(sound))
        return again.map { $0.cells.map(\.text) } == sound ? nil : "written as \(again)"
    }

    private static func rows(of bytes: [UInt8]) -> [CSVRow] {
        var reader = CSVReader(bytes)
        var rows: [CSVRow] = []
        while let row = reader.next() { rows.append(row) }
        return rows
    }

    private static func misplaced(_ rows: [CSVRow]) -> String? {
        var before = (0, 0)
        for row in rows {
            guard let first = row.cells.first, first.line == row.line else {
                return "a row that does not begin: \(row)"
            }
            for cell in row.cells {
                guard before < (cell.line, cell.column) else { return "a cell before the one before it: \(cell)" }
                before = (cell.line, cell.column)
                if let fault = cell.fault, (fault.line, fault.column) < before {
                    return "a fault before its cell: \(cell)"
                }
            }
        }
        return nil
    }

    /// The rows with commas, every cell in quotation marks.
    private static func written(_ rows: [[String]]) -> [UInt8] {
        var bytes: [UInt8] = []
        for row in rows {
            for (place, cell) in row.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                bytes.append(UInt8(ascii: "\""))
                for byte in cell.utf8 {
                    if byte == UInt8(ascii: "\"") { bytes.append(byte) }
                    bytes.append(byte)
                }
                bytes.append(UInt8(ascii: "\""))
            }
            bytes += [0x0D, 0x0A]
        }
        return bytes
    }
}
