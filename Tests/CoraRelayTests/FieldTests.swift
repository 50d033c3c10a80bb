import Testing

@testable import CoraRelay

struct FieldTests {
    @Test(arguments: [
        (#"{"type":"a"}"#, "a"), (#"{"x":"yyy","type":"","z":1}"#, ""), (#"yy"type":"b"#, nil), (#"{"type":"c""#, "c"),
        (#"{"type": "d"}"#, nil), ("", nil), ("y", nil), (#""typ"#, nil), (#"e":""#, nil),
    ])
    func `a value is what is between its quotes`(_ text: String, _ value: String?) {
        let found = Array(text.utf8).withUnsafeBytes { bytes in
            Field.value(after: #""type":""#, rare: 2, in: bytes).map { String(decoding: $0, as: UTF8.self) }
        }
        #expect(found == value)
    }

    @Test func `whichever character is sought, the same is found`() {
        let text = Array(#"{"item":"aldelta","type":"response.delta","delta":"AAAA"}"#.utf8)
        for rare in 0..<9 {
            #expect(text.withUnsafeBytes { Field.end(of: #""delta":""#, rare: rare, in: $0) } == 51)
        }
    }

    @Test func `text matches only whole`() {
        let text = Array("stop".utf8)
        text.withUnsafeBytes { bytes in
            #expect(Field.matches(bytes, "stop"))
            #expect(!Field.matches(bytes, "sto"))
            #expect(!Field.matches(bytes, "stops"))
            #expect(!Field.matches(bytes, "stoP"))
        }
    }
}
