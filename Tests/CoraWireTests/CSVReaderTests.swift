import CoraWire
import SeededTesting
import Testing

struct CSVReaderTests {
    private static func rows(_ text: String) -> [CSVRow] { rows(Array(text.utf8)) }

    private static func rows(_ bytes: [UInt8]) -> [CSVRow] {
        var reader = CSVReader(bytes)
        var rows: [CSVRow] = []
        while let row = reader.next() { rows.append(row) }
        #expect(reader.offset == bytes.count)
        return rows
    }

    private static func texts(_ text: String) -> [[String]] { rows(text).map { $0.cells.map(\.text) } }

    @Test(arguments: [
        ("", []),
        ("\n\r\n\r", []),
        ("a", [["a"]]),
        ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
        ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]),
        ("a,b\rc,d\r", [["a", "b"], ["c", "d"]]),
        ("a,b\n\n\r\n\rc,d", [["a", "b"], ["c", "d"]]),
        ("\u{FEFF}a,b", [["a", "b"]]),
        ("a,,b,", [["a", "", "b", ""]]),
        (",\n", [["", ""]]),
        ("\"\"", [[""]]),
        ("\"a,b\",\"c\nd\r\ne\"\nf,g", [["a,b", "c\nd\r\ne"], ["f", "g"]]),
        ("\"a \"\"b\"\" c\",\"\"\"\"", [["a \"b\" c", "\""]]),
        ("a, \"b\" ,c", [["a", "b", "c"]]),
        ("5\" pipe,6' wall", [["5\" pipe", "6' wall"]]),
        (" a ,b", [[" a ", "b"]]),
        ("a;b\n1,5;2", [["a", "b"], ["1,5", "2"]]),
        ("a\tb c\n\td", [["a", "b c"], ["", "d"]]),
        ("a|b|c,d", [["a", "b", "c,d"]]),
        ("\"a;b;c\",d", [["a;b;c", "d"]]),
        ("sep=;\r\na,b;c", [["a,b", "c"]]),
        ("sep=;;x\n", [["sep=", "", "x"]]),
        ("a,b\nc\nd,e,f", [["a", "b"], ["c"], ["d", "e", "f"]]),
        ("Calle,Peñón\n日本,é", [["Calle", "Peñón"], ["日本", "é"]]),
    ])
    func `a table is read as it was meant`(text: String, wanted: [[String]]) {
        #expect(Self.texts(text) == wanted)
    }

    @Test func `each cell knows its line and its place in it, in characters`() {
        let rows = Self.rows("é,b,c\n\"x\ny\", \"z\",\"\"\r\n\r\n1,2")
        #expect(rows.map(\.line) == [1, 2, 5])
        #expect(
            rows.flatMap(\.cells).map { [$0.line, $0.column] } == [
                [1, 1], [1, 3], [1, 5], [2, 1], [3, 5], [3, 9], [5, 1], [5, 3],
            ])
        #expect(rows.map(\.endsOpen) == [false, false, true])
        #expect(Self.rows("a\n").map(\.endsOpen) == [false])
    }

    @Test func `Latin-1 is named with its byte, its place and what it would be`() {
        let rows = Self.rows(Array("Calle,x\nSan Jos".utf8) + [0xE9, 0x2C] + Array("y\n\"ok\",z".utf8))
        let fault = CSVFault(.notUTF8(0xE9), line: 2, column: 8)
        #expect(
            rows[1].cells == [
                CSVCell(text: "San Jos\u{FFFD}", line: 2, column: 1, fault: fault),
                CSVCell(text: "y", line: 2, column: 10),
            ])
        #expect(
            fault.message == "the byte 0xE9 is not UTF-8 (in Latin-1 it would be “é”); save the file as “CSV UTF-8”")
        #expect(rows[2].cells.map(\.text) == ["ok", "z"])
    }

    @Test(arguments: [
        ("a,b\u{0}c\nd", CSVFault(.nul, line: 1, column: 4), [["a", "b\u{0}c"], ["d"]]),
        ("a,\"b\"c,d\ne", CSVFault(.textAfterQuote, line: 1, column: 6), [["a", "b", "d"], ["e"]]),
        ("a,\"b \"c\" d\",e\nf", CSVFault(.textAfterQuote, line: 1, column: 7), [["a", "b ", "e"], ["f"]]),
        ("a,\"b\nc,d\ne", CSVFault(.neverClosed, line: 1, column: 3), [["a", "b"], ["c", "d"], ["e"]]),
        ("a\n\"", CSVFault(.neverClosed, line: 2, column: 1), [["a"], [""]]),
    ])
    func `what is wrong with a cell stands in it, and the next row is read`(
        text: String, wanted: CSVFault, texts: [[String]]
    ) {
        let rows = Self.rows(text)
        #expect(rows.flatMap(\.cells).compactMap(\.fault) == [wanted])
        #expect(rows.map { $0.cells.map(\.text) } == texts)
    }

    @Test func `a cell beyond the limit is named and not kept, whether in quotes or not`() {
        let long = String(repeating: "x", count: CSVReader.cellLimit + 1)
        for text in ["a,\(long),b\nc", "a,\"\(long)\",b\nc", "a,\"\"\"\(long)\"\"\",b\nc"] {
            let rows = Self.rows(text)
            #expect(rows.map { $0.cells.map(\.text) } == [["a", "", "b"], ["c"]])
            #expect(rows[0].cells[1].fault?.kind == .tooLong)
        }
        #expect(Self.rows("\"\(long.dropLast())\"")[0].cells[0].fault == nil)
    }

    @Test func `a row beyond the limit is cut there, and named`() {
        let rows = Self.rows(String(repeating: ",", count: 5_000) + "\nnext,row")
        #expect(rows[0].cells.count == CSVReader.widthLimit)
        #expect(rows[0].cells.last?.fault?.kind == .tooManyCells && rows[0].cells.last?.fault?.isStructural == true)
        #expect(rows[1].cells.map(\.text) == ["next", "row"])
        #expect(
            Self.rows(String(repeating: ",", count: CSVReader.widthLimit - 1))[0].cells.allSatisfy { $0.fault == nil })
    }

    @Test func `whatever is written in quotes is read back, with any separator and line end`() {
        var random = SeededGenerator(seed: 13)
        let pieces = ["a", "é", "\"", ",", ";", "\t", "|", "\n", "\r", "\r\n", " ", "日", "=", "sep="]
        for _ in 0..<300 {
            let table = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                (0..<3).map { _ in
                    (0..<Int.random(in: 0...6, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
                        .joined()
                }
            }
            for (separator, end) in [(",", "\n"), (";", "\r\n"), ("\t", "\r"), ("|", "\n")] {
                let text = table.map { row in
                    row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: separator)
                }.joined(separator: end)
                #expect(Self.texts(text) == table)
            }
        }
    }
}
