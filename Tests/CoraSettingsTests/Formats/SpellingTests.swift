import Testing

@testable import CoraSettings

struct SpellingTests {
    @Test func `The nearest word is found if it is near enough`() {
        let known = ["openai.model", "openai.premiumModel", "port"]
        #expect(Spelling.nearest(to: "openai.modle", among: known) == "openai.model")
        #expect(Spelling.nearest(to: "OPENAI.MODEL", among: known) == "openai.model")
        #expect(Spelling.nearest(to: "prot", among: known) == "port")
        #expect(Spelling.nearest(to: "part", among: known) == "port")
        #expect(Spelling.nearest(to: "elephant", among: known) == nil)
    }

    @Test func `Distance counts letters inserted, deleted and replaced`() {
        #expect(Spelling.distance("", "abc") == 3)
        #expect(Spelling.distance("abc", "") == 3)
        #expect(Spelling.distance("kitten", "sitting") == 3)
    }

    @Test func `Quoted values stay on one line and are not endless`() {
        #expect(Spelling.quoted("a\nb") == #""a\nb""#)
        #expect(!Spelling.quoted("a\u{85}b\u{2028}c\u{2029}d").contains { $0.isNewline })
        #expect(Spelling.quoted("a" + String(repeating: "\u{301}", count: 9_000)).utf8.count < 300)
        #expect(Spelling.quoted(String(repeating: "x", count: 70)) == "\"" + String(repeating: "x", count: 60) + "…\"")
    }
}
