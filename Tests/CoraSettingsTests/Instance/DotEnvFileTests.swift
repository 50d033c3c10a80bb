import Testing

@testable import CoraSettings

struct DotEnvFileTests {
    @Test(arguments: [
        ("A=b", "b"), ("  A = b c  ", "b c"), ("A=", ""), ("A=\"b # c\"", "b # c"), ("A='b'", "b"),
        ("A=b # comment", "b"), ("A=b#c", "b#c"), ("A=# comment", ""), ("export A=b", "b"), ("A=b=c", "b=c"),
        ("A=\"b\" # comment", "b"), ("A=\"b", "\"b"), ("A=1\nA=2", "2"), ("# x\r\nA=b\r\nC=d\r\n", "b"),
    ])
    func `A line is a name and a value`(text: String, value: String) {
        #expect(DotEnvFile(text).values["A"] == value)
        #expect(DotEnvFile(text).strayLines == [])
    }

    @Test func `Lines that are none of it are told by number`() {
        let file = DotEnvFile("A=1\n\nwhat\n=x\nmy name=y\n# fine\n")
        #expect(file.values == ["A": "1"])
        #expect(file.strayLines == [3, 4, 5])
    }
}
