import CoraBusiness
import Testing

struct CSVTextTests {
    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("two words", "two words"), ("a,b", "\"a,b\""),
        ("say \"hi\"", "\"say \"\"hi\"\"\""), ("a\nb", "\"a\nb\""), ("a\r\nb", "\"a\r\nb\""), ("José", "José"),
    ])
    func `a value is quoted where RFC 4180 wants it`(value: String, cell: String) {
        #expect(CSVText.cell(value) == cell)
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"), ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""), ("\t=1", "'\t=1"), ("  =1", "'  =1"),
        ("\r=1", "\"'\r=1\""), ("\r\n=1", "\"'\r\n=1\""), ("\n@x", "\"'\n@x\""), ("＝1", "'＝1"), ("-", "'-"),
        ("+", "'+"),
        ("+1 415", "'+1 415"), ("-.5", "'-.5"), ("-1.2.3", "'-1.2.3"),
    ])
    func `what a spreadsheet would carry out gets an apostrophe`(value: String, cell: String) {
        #expect(CSVText.cell(value) == cell)
    }

    @Test(arguments: ["-5", "+14155550199", "-0.25", "12", "3.5"])
    func `numbers are numbers`(value: String) {
        #expect(CSVText.cell(value) == value)
    }

    @Test func `a line ends with CRLF`() {
        #expect(CSVText.line(["a", "b,c", ""]) == "a,\"b,c\",\r\n")
    }
}
