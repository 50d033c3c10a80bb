import CoraTenant
import Testing

struct ExcerptTests {
    @Test(arguments: [("", ""), ("abc", "abc"), ("abcdef", "abcd"), ("日本語日本語", "日本語日"), ("é́bcde", "é́bcd")])
    func `it is the beginning, in characters`(text: String, excerpt: String) {
        #expect(text.excerpt(4) == excerpt)
    }

    @Test func `a character of many marks is cut`() {
        let text = "a" + String(repeating: "\u{301}", count: 10_000)
        #expect(text.count == 1)
        let excerpt = text.excerpt(40)
        #expect(excerpt.unicodeScalars.first == "a")
        #expect((100...160).contains(excerpt.utf8.count))
    }
}
