import Testing

@testable import CoraSettings

@Suite("Spelling")
struct SpellingTests {
    @Test("The nearest word is found if it is near enough")
    func nearest() {
        let known = ["openai.model", "openai.premiumModel", "port"]
        #expect(Spelling.nearest(to: "openai.modle", among: known) == "openai.model")
        #expect(Spelling.nearest(to: "OPENAI.MODEL", among: known) == "openai.model")
        #expect(Spelling.nearest(to: "prot", among: known) == "port")
        #expect(Spelling.nearest(to: "part", among: known) == "port")
        #expect(Spelling.nearest(to: "elephant", among: known) == nil)
    }

    @Test("Distance counts letters inserted, deleted and replaced")
    func distance() {
        #expect(Spelling.distance("", "abc") == 3)
        #expect(Spelling.distance("abc", "") == 3)
        #expect(Spelling.distance("kitten", "sitting") == 3)
    }

    @Test("Quoted values stay on one line and are not endless")
    func quoted() {
        #expect(Spelling.quoted("a\nb") == #""a\nb""#)
        #expect(Spelling.quoted(String(repeating: "x", count: 70)) == "\"" + String(repeating: "x", count: 60) + "…\"")
    }
}
