import CoraConsole
import Testing

struct KeyReaderTests {
    private static func keys(_ text: String) -> [Key] {
        var reader = KeyReader()
        return reader.read(Array(text.utf8))
    }

    @Test func `letters and sequences are keys`() {
        #expect(Self.keys("aé/😀") == [.character("a"), .character("é"), .character("/"), .character("😀")])
        #expect(
            Self.keys("\u{1B}[A\u{1B}OB\u{1B}[5~\u{1B}[6~\u{1B}[17~\u{1B}[21~") == [
                .up, .down, .pageUp, .pageDown, .function(6), .function(10),
            ])
        #expect(Self.keys("\r\t\u{7F}\u{3}") == [.enter, .tab, .backspace, .interrupt])
        // With a modifier, and unknown ones.
        #expect(Self.keys("\u{1B}[1;5A\u{1B}[99~x") == [.up, .character("x")])
    }

    @Test func `pieces of a sequence are one key`() {
        var reader = KeyReader()
        #expect(reader.read([0x1B]) == [])
        #expect(reader.read([UInt8(ascii: "[")]) == [])
        #expect(reader.read([UInt8(ascii: "A")]) == [.up])
        #expect(reader.read([0xC3]) == [])
        #expect(reader.read([0xA9]) == [.character("é")])
    }

    @Test func `an escape alone is a key after a moment`() {
        var reader = KeyReader()
        #expect(reader.read([0x1B]) == [])
        #expect(reader.pause() == [.escape])
        #expect(reader.pause() == [])
        #expect(reader.read([0x1B, UInt8(ascii: "q")]) == [.escape, .character("q")])
    }

    @Test func `any bytes come to an end`() {
        var seed: UInt64 = 7
        var reader = KeyReader()
        for _ in 0..<20_000 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            _ = reader.read([UInt8(truncatingIfNeeded: seed >> 33)])
        }
        _ = reader.pause()
        #expect(reader.read([UInt8(ascii: "q")]) == [.character("q")])
    }
}
