import CoraBusiness
import CoraConsole
import CoraWire
import Testing

struct ImportReportTests {
    @Test func `a line for the columns taken, one for those passed over, nothing of which commands the terminal`() {
        let header = ListingHeader(["Price", "List Price", "City", "Agent\u{1B}[2J", ""], isStrict: false)
        #expect(
            ImportReport.columns(header, .csv(.semicolon), file: "a.csv") == """
                a.csv: CSV with semicolons
                  taken    List Price (price), City
                  ignored  Price (“List Price” is taken for the price), Agent\u{FFFD}[2J
                """)
        #expect(ImportReport.columns(ListingHeader([], isStrict: false), .json, file: "a.json") == "a.json: JSON")
    }

    @Test func `on a terminal one line is written anew`() {
        var progress = ImportProgress(isTerminal: true)
        #expect(progress.text(.reading(listings: 2000, bytes: 50, of: 200)) == "\r2,000 listings read, 25 %\u{1B}[K")
        #expect(progress.text(.writing(1, of: 3)) == "\r1 of 3 listings written\u{1B}[K")
        #expect(progress.end == "\r\u{1B}[K")
    }

    @Test func `elsewhere a long import has a line for each tenth, and a short one none`() {
        var progress = ImportProgress(isTerminal: false)
        let steps: [PropertyImport.Progress] =
            stride(from: 2_000, through: 100_000, by: 2_000).map { .reading(listings: $0, bytes: $0, of: 100_000) }
            + stride(from: 2_000, through: 10_000, by: 2_000).map { .writing($0, of: 10_000) }
        let lines = steps.compactMap { progress.text($0) }
        #expect(lines.count == 15)
        #expect(lines.first == "10,000 listings read, 10 %\n" && lines.last == "10,000 of 10,000 listings written\n")
        var short = ImportProgress(isTerminal: false)
        #expect(short.text(.reading(listings: 800, bytes: 9, of: 9)) == nil)
        #expect(short.text(.writing(800, of: 800)) == nil)
        #expect(short.end == "")
    }
}
