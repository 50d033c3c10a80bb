package import CoraTenant

/// A sentence that CORA has the model say word for word, besides the phrases that are recorded in advance.
package enum CallSentence: Sendable, CaseIterable {
    /// First words for a caller whose line was cut off.
    case backAgain
    /// First words for a caller who was to be put through and is back.
    case nobodyAnswered
    /// Asked the second time that neither side says anything.
    case canHearYou
    /// Said when the content filter has stopped an answer.
    case cannotHelp
    /// The goodbye of a caller who does not speak.
    case lettingYouGo
    /// The goodbye when the call's longest time is over.
    case outOfTime
    /// The goodbye when an operator ends the call.
    case endedForUs
    /// The goodbye when the tenant's money for the day is spent, to a caller who is called back.
    case calledBack
    /// The goodbye when the tenant's money for the day is spent, to a caller who is not called back.
    case callTomorrow

    /// The sentence.
    package func text(in language: SentenceLanguage) -> String {
        switch language {
        case .english: english
        case .spanish: spanish
        }
    }

    private var english: String {
        switch self {
        case .backAgain: "I'm sorry, we were cut off for a moment. Please go on."
        case .nobodyAnswered:
            "I'm sorry, nobody could take your call just now. Shall I have somebody call you back?"
        case .canHearYou: "I can't hear you. If you can hear me, please say something."
        case .cannotHelp: "I'm sorry, I can't help with that. Is there anything else I can do for you?"
        case .lettingYouGo: "I'll let you go now. Please call again any time. Goodbye."
        case .outOfTime: "We're out of time for this call. Goodbye."
        case .endedForUs: "I have to end this call now. Thank you for calling. Goodbye."
        case .calledBack:
            "I'm sorry, I have to end our call here. We will call you back as soon as we can. Goodbye."
        case .callTomorrow: "I'm sorry, I have to end our call here. Please call us again tomorrow. Goodbye."
        }
    }

    private var spanish: String {
        switch self {
        case .backAgain: "Lo siento, se cortó la llamada un momento. Continúe, por favor."
        case .nobodyAnswered:
            "Lo siento, nadie puede atenderle en este momento. ¿Quiere que le devuelvan la llamada?"
        case .canHearYou: "No le oigo. Si usted me oye, diga algo, por favor."
        case .cannotHelp: "Lo siento, con eso no puedo ayudarle. ¿Hay algo más en lo que pueda ayudarle?"
        case .lettingYouGo: "Me despido por ahora. Vuelva a llamar cuando quiera. Adiós."
        case .outOfTime: "Se nos acabó el tiempo de esta llamada. Adiós."
        case .endedForUs: "Tengo que terminar esta llamada. Gracias por llamar. Adiós."
        case .calledBack:
            "Lo siento, tengo que terminar la llamada aquí. Le devolveremos la llamada lo antes posible. Adiós."
        case .callTomorrow:
            "Lo siento, tengo que terminar la llamada aquí. Vuelva a llamarnos mañana, por favor. Adiós."
        }
    }
}

extension Tenant {
    /// CORA's words for a sentence: in the tenant's language, else in English.
    package func words(for sentence: CallSentence) -> String {
        sentence.text(in: sentenceLanguage ?? .english)
    }
}
