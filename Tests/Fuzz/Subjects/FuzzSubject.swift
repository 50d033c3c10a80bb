/// Something that reads bytes from outside, and what must hold of it whatever the bytes are. The fuzzer looks for bytes
/// for which it does not hold; the kept corpora are checked with the unit tests.
package enum FuzzSubject: String, CaseIterable, Sendable {
    /// Messages of Twilio's Media Streams.
    case media
    /// Events of the Realtime API.
    case event
    /// The search for audio in an event, against a plain JSON decoder.
    case splice
    /// JSON.
    case json
    /// Form bodies of webhooks.
    case form
    /// WAV files.
    case wav
    /// Telephone numbers.
    case number
    /// Tables of listings.
    case csv
    #if !WITHOUT_SIGNATURES
        /// Signatures of webhooks.
        case signature
        /// Tokens of tickets.
        case ticket
    #endif
    /// Arguments of our tools.
    case argument
    /// What callers say: numbers, times, names, addresses, places.
    case said
    /// Tenants files.
    case tenants
    /// Frames of websockets.
    case frame
    /// Messages of web clients.
    case web
    /// What web clients send and report, in any order.
    case session
    /// Answers of Redis.
    case resp

    /// Reads the bytes. It may block: not for the cooperative pool.
    /// - Returns: what does not hold, in words; nil if all does. A trap is the worst of it.
    package func check(_ bytes: UnsafeRawBufferPointer) -> String? {
        switch self {
        case .media: MediaSubject.check(bytes)
        case .event: EventSubject.check(bytes)
        case .splice: EventSubject.compare(bytes)
        case .json: ValueSubjects.json(bytes)
        case .form: ValueSubjects.form(bytes)
        case .wav: ValueSubjects.wav(bytes)
        case .number: ValueSubjects.number(bytes)
        case .csv: TableSubject.check(bytes)
        #if !WITHOUT_SIGNATURES
            case .signature: SignatureSubject.check(bytes)
            case .ticket: TicketSubject.check(bytes)
        #endif
        case .argument: ArgumentSubject.check(bytes)
        case .said: SaidSubject.check(bytes)
        case .tenants: TenantsSubject.check(bytes)
        case .frame: FrameSubject.check(bytes)
        case .web: WebSubject.message(bytes)
        case .session: WebSubject.session(bytes)
        case .resp: RESPSubject.check(bytes)
        }
    }
}
