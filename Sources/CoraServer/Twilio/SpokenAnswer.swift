import CoraTenant
import CoraTwilio

/// What the carrier says to callers when there is no stream to say it on, besides the tenant's phrases. Pure.
enum SpokenAnswer {
    /// The call cannot go on, and the caller cannot be called back.
    case callAgain
    /// The call cannot go on, and the caller is put through to a person.
    case person
    /// No tenant has the number.
    case notInService

    /// The words.
    func text(in language: SentenceLanguage) -> String {
        switch (self, language) {
        case (.callAgain, .english):
            "I'm sorry, we have a technical problem. Please call again in a few minutes. Goodbye."
        case (.callAgain, .spanish):
            "Lo siento, tenemos un problema técnico. Por favor, vuelva a llamar en unos minutos. Adiós."
        case (.person, .english): "I'm sorry, we have a technical problem. I'll put you through to a person."
        case (.person, .spanish): "Lo siento, tenemos un problema técnico. Le comunico con una persona."
        case (.notInService, .english): "I'm sorry, this number is not in service. Goodbye."
        case (.notInService, .spanish): "Lo siento, este número no está en servicio. Adiós."
        }
    }
}

extension TwiML.Say {
    /// Has words of CORA's said.
    init(_ answer: SpokenAnswer, in language: SentenceLanguage) {
        self.init(answer.text(in: language), language: Self.tag(language.rawValue))
    }

    /// Has a tenant's words for a phrase said.
    init(_ phrase: Phrase, of tenant: Tenant) {
        let isOwn = tenant.phrases[phrase] != nil
        let language = isOwn ? tenant.language : (tenant.sentenceLanguage ?? .english).rawValue
        self.init(tenant.sentence(phrase), language: Self.tag(language))
    }

    /// The value of `language` for an ISO 639-1 code; nil if Twilio has no voice of that language in every account
    /// (Twilio, "TwiML Say": language, the values of its standard voice).
    static func tag(_ language: String) -> String? { tags[language] }

    private static let tags = [
        "ca": "ca-ES", "da": "da-DK", "de": "de-DE", "en": "en-US", "es": "es-MX", "fi": "fi-FI", "fr": "fr-FR",
        "it": "it-IT", "ja": "ja-JP", "ko": "ko-KR", "nb": "nb-NO", "nl": "nl-NL", "no": "nb-NO", "pl": "pl-PL",
        "pt": "pt-BR", "ru": "ru-RU", "sv": "sv-SE", "zh": "zh-CN",
    ]
}
