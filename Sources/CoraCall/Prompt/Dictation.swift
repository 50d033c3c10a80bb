import CoraTenant

/// Dictates sentences to the model in a tenant's language. A value.
struct Dictation {
    let tenant: Tenant

    /// Asks for the tenant's words for a phrase.
    /// - Parameter manner: how they are to be said where they are in the tenant's language.
    func say(_ phrase: Phrase, _ manner: String = "exactly") -> String {
        say(tenant.sentence(phrase), manner, isTranslated: tenant.phrases[phrase] == nil)
    }

    /// Asks for a sentence of CORA's.
    /// - Parameter manner: how it is to be said where it is in the tenant's language.
    func say(_ sentence: CallSentence, _ manner: String = "exactly") -> String {
        say(tenant.words(for: sentence), manner, isTranslated: true)
    }

    /// - Parameter isTranslated: whether the words are CORA's, which are English if it has none in the language.
    private func say(_ words: String, _ manner: String, isTranslated: Bool) -> String {
        let isForeign = isTranslated && tenant.sentenceLanguage == nil
        return "Say \(isForeign ? "this in \(languageName)" : manner): \"\(words)\""
    }

    /// The language's English name, or its code for languages that are not often asked for.
    private var languageName: String {
        Self.names[tenant.language] ?? "the language with the ISO 639 code \(tenant.language)"
    }

    private static let names = [
        "ar": "Arabic", "bn": "Bengali", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German",
        "el": "Greek", "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi",
        "ht": "Haitian Creole", "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese",
        "ko": "Korean", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
        "ru": "Russian", "sv": "Swedish", "th": "Thai", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian",
        "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
    ]
}
