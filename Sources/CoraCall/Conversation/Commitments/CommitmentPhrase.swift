/// A way in which agents commit themselves, in English or Spanish.
struct CommitmentPhrase: Sendable, Equatable {
    /// How firm a claim is.
    enum Force: Sendable {
        /// The agent says it did it. It counts even in a turn that also asks something.
        case done
        /// The agent says that something is so. It does not count in a sentence that asks.
        case stated
        /// The agent announces it. It does not count in a turn that still asks for something.
        case announced
    }

    /// What is claimed.
    var commitment: Commitment
    /// How firmly it is claimed.
    var force: Force
    /// The words that claim it.
    var phrase: SpokenPhrase

    /// Every phrase, in the order in which they are tried at each word.
    private static let all: [CommitmentPhrase] =
        list(.callback, .done, callbacksDone) + list(.callback, .announced, callbacksAnnounced)
        + list(.booking, .done, bookingsDone) + list(.booking, .stated, bookingsStated)
        + list(.message, .done, messagesDone) + list(.message, .announced, messagesAnnounced)
        + list(.transfer, .done, transfersDone) + list(.transfer, .announced, transfersAnnounced)

    /// The phrases as they are written.
    static let texts =
        callbacksDone + callbacksAnnounced + bookingsDone + bookingsStated + messagesDone + messagesAnnounced
        + transfersDone + transfersAnnounced

    /// The phrases that a sentence could begin with at this word, in the order in which they are tried.
    static func beginning(with word: SpokenWord) -> [CommitmentPhrase] { byFirstWord[word] }

    private static let byFirstWord = SpokenWordTable { word in all.filter { $0.phrase.mayBegin(with: word) } }

    private static func list(_ commitment: Commitment, _ force: Force, _ phrases: [String]) -> [CommitmentPhrase] {
        phrases.map { CommitmentPhrase(commitment: commitment, force: force, phrase: SpokenPhrase($0)) }
    }

    private static let already = "(just|now|already|also|successfully|gone|went|ahead|and|then|right)"
    private static let soon = "(be|also|then|now|soon|shortly|definitely|just|go|ahead|and|right|gladly|sure|to)"
    private static let ya = "(ya|ahora|tambien)"
    private static let visit = "showing|viewing|tour|visit|appointment|booking"

    private static let callbacksDone = [
        "i|we have \(already) requested|arranged|scheduled|booked|set|put|logged|submitted|created|added (up|in|down) "
            + "(you) a|an|your|the|that ..2 callback|call",
        "i|we have \(already) asked|told ..4 to call|phone|ring|contact you",
        "your|the callback|call (back) is|has (been|now|all) scheduled|booked|set|arranged|requested|confirmed|logged",
        "he|hemos \(ya) solicitado|pedido|programado|agendado|registrado una|la|su|tu llamada",
        "he|hemos \(ya) solicitado|pedido (a) ..3 que (le|te|lo|la) llame|llamen",
    ]

    private static let callbacksAnnounced = [
        "!you|who|which|what|it|that will \(soon) call|calling|phone|phoning|ring|contact|contacting you",
        "!you|who|which|what|it|that will \(soon) get|getting back to you",
        "!you|who|which|what|it|that will \(soon) reach|reaching out to you",
        "!you|who|which|what|it|that will \(soon) in touch",
        "!you|who|which|what|it|that will \(soon) follow|following up with you",
        "!you|who|which|what|it|that will \(soon) give|giving you a call|ring|callback",
        "!you|who|which|what|it|that will \(soon) return|returning your call",
        "you will \(soon) get|receive a|an|your ..1 call|callback",
        "you will \(soon) hear (back) from",
        "you will be \(soon) called|contacted|phoned",
        "you can|should|may expect a|an ..1 call|callback",
        "i|we will \(soon) have|get|ask ..5 call|phone|contact|ring you",
        "i|we will make sure ..4 calls|contacts|phones you",
        "le|te|lo|la|os llamara|llamaran|llamaremos|llamare|contactara|contactaran|contactaremos",
        "le|te|lo|la va|van|vamos a llamar|contactar|devolver",
        "le|te devolvera|devolveran|devolveremos la|su|tu llamada",
        "se pondra|pondran en contacto",
        "recibira|recibiras una llamada",
    ]

    private static let bookingsDone = [
        "i|we have \(already) booked|scheduled|reserved it|that|this|you|your|the|a|an|everything|them|both|in|one",
        "i|we have \(already) booked|scheduled|reserved ..1 #time",
        "i (just|now|already) booked|scheduled|reserved it|that|this|you|your|the|a|an",
        "i|we have \(already) arranged|confirmed|set|organized (up) a|an|the|your|that|this ..3 \(visit)",
        "i|we have \(already) set|put|penciled you up|down|in for|on ..4 #time",
        "he|hemos \(ya) reservado|agendado|programado|apartado|concertado",
        "he|hemos \(ya) confirmado su|tu|la|una cita|visita",
    ]

    private static let bookingsStated = [
        "i have (got) you (all) booked|scheduled|down|set|confirmed (in) for|on ..4 #time",
        "you are (now|all|officially|also) booked|scheduled|confirmed|set (in) for|on ..4 #time",
        "your ..8 \(visit) ..8 is|has (been|now|all|officially) booked|scheduled|confirmed|set|reserved",
        "your \(visit) ..8 is|has (been|now|all|officially) booked|scheduled|confirmed|set|reserved",
        "the \(visit) ..8 is|has (been|now|all|officially) booked|confirmed",
        "it|that is all booked|scheduled|reserved",
        "it|that is (now) booked|scheduled|reserved for you",
        "su|tu|la cita|visita ..8 queda|quedo|esta|ha \(ya) (quedado|sido) reservada|agendada|programada|confirmada",
        "queda|esta|ha \(ya) (quedado|sido) reservada|agendada|programada|confirmada su|tu|la cita|visita",
    ]

    private static let messagesDone = [
        "i|we have \(already) passed|handed|sent ..5 on|along|over",
        "i|we have \(already) forwarded|relayed|sent|emailed|texted it|that|this|your|the|everything|you|an|a|him|her|them",
        "i|we have \(already) passed your|the|that ..3 to",
        "i|we have \(already) let !you|me ..3 know",
        "i|we have \(already) notified|informed|alerted|messaged !you|that",
        "i|we have \(already) told !you|that",
        "i|we have \(already) left|taken|saved|recorded|logged|submitted (down) a|an|the|your ..2 "
            + "message|request|inquiry|enquiry|details",
        "your message|request|information|inquiry|details has|have|is been passed|sent|forwarded|logged|submitted",
        "he|hemos \(ya) pasado|enviado|transmitido|mandado su|tu|el|la|los|sus|tus|un ..2 "
            + "mensaje|recado|informacion|datos|correo|solicitud",
        "he|hemos \(ya) avisado|informado|notificado a|al",
        "se lo he|hemos \(ya) pasado|dicho|comunicado|enviado",
    ]

    private static let messagesAnnounced = [
        "i|we will \(soon) pass|send|forward|relay it|that|this|your|the ..3 on|along|over|to",
        "i|we will \(soon) let !you|me ..3 know",
        "i|we will make sure ..4 gets|knows",
        "le pasare su|tu|el|la ..2 mensaje|recado|informacion|datos a",
    ]

    private static let transfersDone = [
        "i|we have \(already) transferred|connected|put you"
    ]

    private static let transfersAnnounced = [
        "i am \(already) transferring|connecting|forwarding|routing|patching you|your",
        "i am \(already) putting you (right|straight) through",
        "you are (now|being) transferred|connected",
        "i will \(soon) transfer|connect you|your",
        "i will \(soon) put|patch you (right|straight) through",
        "while|as i \(already) transfer|connect|put|patch you",
        "transferring|connecting you|your (call) now|to|with|over",
        "le|te|lo|la \(ya) paso|comunico|transfiero|conecto \(ya) con",
        "le|te|lo|la (estoy|voy) (a) transfiriendo|conectando|transferir|comunicar|conectar",
        "estoy transfiriendo|conectando su|tu|la",
    ]
}
