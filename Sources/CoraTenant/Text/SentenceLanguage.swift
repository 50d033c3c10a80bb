/// A language in which CORA has sentences of its own.
package enum SentenceLanguage: String, Sendable, CaseIterable {
    /// English, which also stands in for languages that are not here.
    case english = "en"
    /// Spanish, as it is understood in all of America.
    case spanish = "es"

    /// The language of a tag such as `es` or `es-MX` (RFC 5646: the primary subtag counts); nil if CORA has no
    /// sentences in it.
    package init?(tag: String) {
        let primary = tag.prefix { $0 != "-" && $0 != "_" }.lowercased()
        self.init(rawValue: primary)
    }
}

extension Tenant {
    /// The language of the sentences that CORA brings for this tenant; nil if it has none in the tenant's language.
    package var sentenceLanguage: SentenceLanguage? { SentenceLanguage(tag: language) }
}
