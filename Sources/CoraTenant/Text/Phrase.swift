/// A fixed sentence that callers may have to hear when no model speaks. It is recorded in advance in the tenant's voice.
package enum Phrase: String, Sendable, CaseIterable, Hashable {
    /// Something takes a moment, and the caller is not to be left in silence.
    case hold
    /// Neither side has said anything for a while.
    case stillThere = "still_there"
    /// The call cannot go on for a technical reason.
    case trouble
    /// The caller goes on to a person.
    case puttingThrough = "putting_through"
    /// The call's longest time is near.
    case nearLimit = "near_limit"
    /// The last words of a call.
    case goodbye

    /// The most characters that a tenant's own sentence may have: some 20 s of speech.
    package static let longest = 300

    /// The sentence that CORA brings.
    package func text(in language: SentenceLanguage) -> String {
        switch language {
        case .english: english
        case .spanish: spanish
        }
    }

    private var english: String {
        switch self {
        case .hold: "One moment, please."
        case .stillThere: "Are you still there?"
        case .trouble: "I'm sorry, we have a technical problem. We will call you back as soon as we can. Goodbye."
        case .puttingThrough: "One moment, I'll connect you."
        case .nearLimit: "Just so you know, we have about a minute left on this call."
        case .goodbye: "Thank you for calling. Goodbye."
        }
    }

    private var spanish: String {
        switch self {
        case .hold: "Un momento, por favor."
        case .stillThere: "¿Sigue ahí?"
        case .trouble: "Lo siento, tenemos un problema técnico. Le devolveremos la llamada lo antes posible. Adiós."
        case .puttingThrough: "Un momento, le comunico."
        case .nearLimit: "Le aviso que nos queda más o menos un minuto en esta llamada."
        case .goodbye: "Gracias por llamar. Adiós."
        }
    }
}

extension Tenant {
    /// The tenant's words for a phrase: its own with its names filled in, else those in its language, else English.
    package func sentence(_ phrase: Phrase) -> String {
        phrases[phrase].map(filled) ?? phrase.text(in: sentenceLanguage ?? .english)
    }

    /// Every sentence of the tenant's that is recorded in advance.
    package var recordedSentences: [String] { [greeting] + Phrase.allCases.map(sentence) }
}
