import CoraBusiness
import Testing

@Suite("Comma-separated values")
struct CSVTextTests {
    @Test(
        "a value is quoted where RFC 4180 wants it",
        arguments: [
            ("", ""), ("plain", "plain"), ("two words", "two words"), ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""), ("a\nb", "\"a\nb\""), ("a\r\nb", "\"a\r\nb\""), ("José", "José"),
        ])
    func quotes(value: String, cell: String) {
        #expect(CSVText.cell(value) == cell)
    }

    @Test(
        "what a spreadsheet would carry out gets an apostrophe",
        arguments: [
            ("=1+1", "'=1+1"), ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"), ("-2+3", "'-2+3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""), ("\t=1", "'\t=1"), ("  =1", "'  =1"),
            ("\r=1", "\"'\r=1\""), ("\r\n=1", "\"'\r\n=1\""), ("\n@x", "\"'\n@x\""), ("＝1", "'＝1"), ("-", "'-"),
            ("+", "'+"),
            ("+1 415", "'+1 415"), ("-.5", "'-.5"), ("-1.2.3", "'-1.2.3"),
        ])
    func formulas(value: String, cell: String) {
        #expect(CSVText.cell(value) == cell)
    }

    @Test("numbers are numbers", arguments: ["-5", "+14155550199", "-0.25", "12", "3.5"])
    func numbers(value: String) {
        #expect(CSVText.cell(value) == value)
    }

    @Test("a line ends with CRLF")
    func line() {
        #expect(CSVText.line(["a", "b,c", ""]) == "a,\"b,c\",\r\n")
    }
}
