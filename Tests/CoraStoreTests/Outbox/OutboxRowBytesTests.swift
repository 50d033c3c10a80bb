import CoraStore
import Testing

struct OutboxRowBytesTests {
    private static let cells: [OutboxRow.Cell] = [
        .null, .integer(.min), .integer(-1), .real(0.1), .text(""), .text("🙂 \u{0} ‮שלום \"'; DROP TABLE calls"),
    ]

    @Test func `rows come back as they were`() {
        let rows = [OutboxRow(.turn, Self.cells), OutboxRow(.usage, []), OutboxRow(kind: 9, cells: [.null])]
        var bytes: [UInt8] = []
        for row in rows { row.write(into: &bytes) }
        #expect(bytes.withUnsafeBytes { OutboxRow.read($0) } == rows)
    }

    @Test func `bytes that were cut short or changed are never taken for more than they are`() {
        var bytes: [UInt8] = []
        OutboxRow(.turn, Self.cells).write(into: &bytes)
        for count in 1..<bytes.count { #expect(bytes[..<count].withUnsafeBytes { OutboxRow.read($0) } == nil) }
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 0xff
            _ = changed.withUnsafeBytes { OutboxRow.read($0) }
        }
    }

    @Test func `JSON is kept to the letter, what is not JSON becomes a JSON string`() {
        #expect(Self.written(.json(#"{"b": 1, "a":2}"#)) == #"{"b": 1, "a":2}"#)
        #expect(Self.written(.json(#"{"b": 1"#)) == #""{\"b\": 1""#)
        #expect(Self.written(.json("")) == "\"\"")
    }

    @Test func `sound is taken out of events, words are not`() {
        let sound = String(repeating: "A", count: 64)
        let event = #"{"type":"x","audio":"\#(sound)","content":[{"data":"\#(sound)","transcript":"\#(sound)"}]}"#
        let kept = #"{"type":"x","audio":"","content":[{"data":"","transcript":"\#(sound)"}]}"#
        #expect(Self.written(.event(event)) == kept)
        let words = #"{"type":"response.output_text.delta","delta":"a delta of words, with spaces, is kept whole"}"#
        #expect(Self.written(.event(words)) == words)
        #expect(Self.written(.event("not JSON")) == "\"not JSON\"")
    }

    private static func written(_ cell: OutboxRow.Cell) -> String? {
        var bytes: [UInt8] = []
        OutboxRow(.turn, [cell]).write(into: &bytes)
        guard case .text(let text)? = bytes.withUnsafeBytes({ OutboxRow.read($0) })?.first?.cells.first else {
            return nil
        }
        return text
    }
}
