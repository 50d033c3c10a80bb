// What a caller hears who is not let in.
extension AdmissionRefusal {
    /// What the caller hears.
    /// - Parameters:
    ///   - isCalledBack: whether a callback was recorded for them.
    ///   - language: the language that they hear it in.
    package func heard(isCalledBack: Bool, in language: SentenceLanguage) -> String {
        switch language {
        case .english: "\(whyInEnglish) \(isCalledBack ? Self.calledBackInEnglish : nextInEnglish) Goodbye."
        case .spanish: "\(whyInSpanish) \(isCalledBack ? Self.calledBackInSpanish : nextInSpanish) Adiós."
        }
    }

    private static let calledBackInEnglish = "We have noted your number and will call you back."
    private static let calledBackInSpanish = "Hemos anotado su número y le devolveremos la llamada."

    private var whyInEnglish: String {
        switch self {
        case .draining: "I'm sorry, our telephone system is just being restarted."
        case .full, .tenantCalls: "I'm sorry, all our lines are busy."
        case .tenantRate, .instanceRate: "I'm sorry, a great many people are calling us at the moment."
        case .unrecordable, .modelTokens, .overloaded:
            "I'm sorry, we have a technical problem and can't take your call at the moment."
        case .spend: "I'm sorry, our assistant can't take any more calls today."
        }
    }

    private var nextInEnglish: String {
        switch self {
        case .spend: "Please call again tomorrow."
        case .draining: "Please call again in a minute."
        default: "Please call again in a few minutes."
        }
    }

    private var whyInSpanish: String {
        switch self {
        case .draining: "Lo siento, nuestro sistema telefónico se está reiniciando."
        case .full, .tenantCalls: "Lo siento, todas nuestras líneas están ocupadas."
        case .tenantRate, .instanceRate: "Lo siento, en este momento nos está llamando mucha gente."
        case .unrecordable, .modelTokens, .overloaded:
            "Lo siento, tenemos un problema técnico y no podemos atender su llamada en este momento."
        case .spend: "Lo siento, nuestro asistente no puede atender más llamadas hoy."
        }
    }

    private var nextInSpanish: String {
        switch self {
        case .spend: "Por favor, vuelva a llamar mañana."
        case .draining: "Por favor, vuelva a llamar en un minuto."
        default: "Por favor, vuelva a llamar en unos minutos."
        }
    }
}
