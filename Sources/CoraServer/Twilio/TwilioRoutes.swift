import CoraCall
import CoraStore
import CoraSupervisor
import CoraTelemetry
import CoraTwilio
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Answers the carrier's HTTP requests. Every request is signed; one that is not is answered 403, and nothing else
/// happens.
struct TwilioRoutes: Sendable {
    /// The longest body that is read, in bytes; voice webhooks have a few hundred.
    private static let longestBody = 64 << 10

    let answers: TwilioAnswers
    let signature: RequestSignature
    let tenants: any TenantDirectory
    let desk: TicketDesk
    let supervisor: CallSupervisor
    let recorder: any CallRecorder
    /// Reads what was said and done on a call so far, as far as it is known; it has a deadline of its own.
    let past: @Sendable (_ callSID: String) async -> [PastItem]
    let logger: Logger
    /// Says what a call is about, for a person who is to take it over. It is asked when the person's line is up, since
    /// the caller's last words may be written down after the call was put through.
    var briefing: @Sendable (CallTicket) -> String? = { _ in nil }
    /// Looks up what is known of a caller; nil without a database.
    var callers: (any CallerDirectory)?
    /// Notes callers who are turned away; nil without a database.
    var refusals: (any RefusalWitness)?
    /// The voice webhook of another instance, for callers while this one takes no calls; nil for none.
    var redirect: @Sendable () -> WebAddress? = { nil }
    /// Makes the spans of these requests; nil without a collector.
    var traces: CallTraces?

    /// Adds the routes.
    func add(to router: Router<ClientRequestContext>) {
        router.post("/twilio/voice") { request, _ in try await signed(request, voice) }
        router.get("/twilio/voice") { request, _ in try await signed(request, voice) }
        router.post("/twilio/after") { request, _ in try await signed(request, after) }
        router.post("/twilio/dialled") { request, _ in try await signed(request, dialled) }
        router.post("/twilio/whisper") { request, _ in try await signed(request, whisper) }
        router.post("/twilio/whisper/answer") { request, _ in try await signed(request, whisperAnswered) }
        router.post("/twilio/status") { request, _ in try await signed(request, status) }
        router.get("/twilio/media") { request, _ in noSocket(request) }
    }

    // MARK: Signatures

    private func signed(_ request: Request, _ answer: (WebhookFields) async throws -> Response) async throws
        -> Response
    {
        let target = request.head.path ?? request.uri.description
        let url = answers.publicURL + target
        let body = try await request.body.collect(upTo: Self.longestBody)
        let form = request.method == .post ? Self.form(body) : nil
        if request.method == .post, form == nil { return Response(status: .badRequest) }
        let verdict = signature.verify(
            .init(
                url: url, body: form.map { .form($0) } ?? .none, signature: request.headers[.twilioSignature],
                settings: request.headers[.twilioSignatureSettings]))
        guard verdict == .genuine else {
            // The address is logged, because proxies get it wrong most often; the fields are not, because they could be
            // forged.
            logger.warning(
                "a request was refused: its signature is not Twilio's",
                metadata: [LogKey.url: "\(url)", LogKey.reason: "\(verdict)"])
            return Response(status: .forbidden)
        }
        let query = target.split(separator: "?", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
        return try await traced(request, WebhookFields(form: form, query: FormBody.parse(query)), answer)
    }

    private func traced(
        _ request: Request, _ fields: WebhookFields, _ answer: (WebhookFields) async throws -> Response
    ) async throws -> Response {
        guard let traces, let sid = fields["CallSid"] else { return try await answer(fields) }
        let name = "\(request.method.rawValue) \(request.uri.path)"
        // Only in the request of the call itself is this the number that was dialled.
        let isCall = request.uri.path == "/twilio/voice"
        let tenant = isCall ? await tenants.tenant(forDialled: fields["To"] ?? "")?.id : nil
        return try await traces.request(name, callSID: sid, callID: RowID.call(sid: sid), tenant: tenant) {
            try await answer(fields)
        }
    }

    private static func form(_ body: ByteBuffer) -> FormBody? {
        body.withUnsafeReadableBytes { FormBody.parse($0) }
    }

    // MARK: The call

    private func voice(_ fields: WebhookFields) async throws -> Response {
        guard let sid = fields["CallSid"] else { return Response(status: .badRequest) }
        var metadata: Logger.Metadata = [LogKey.call: "\(sid)", LogKey.caller: "\(fields["From"] ?? "")"]
        metadata[LogKey.tenant] = await tenants.tenant(forDialled: fields["To"] ?? "").map { "\($0.id)" }
        logger.info("incoming call", metadata: metadata)
        return try await connect(sid, fields, .first)
    }

    private func connect(
        _ sid: String, _ fields: WebhookFields, _ count: StreamCount, missed: TransferMiss? = nil
    ) async throws -> Response {
        guard let tenant = await tenants.tenant(forDialled: fields["To"] ?? "") else {
            logger.warning("no tenant for the number that was dialled", metadata: [LogKey.call: "\(sid)"])
            return Self.respond(answers.notInService)
        }
        var ticket = CallTicket(
            callSID: sid, callID: RowID.call(sid: sid), tenant: tenant,
            callerNumber: fields["From"] ?? "", callerName: fields["CallerName"],
            dialledNumber: fields["To"] ?? "", attempt: count.attempt, missed: missed,
            past: count.attempt > 0 ? await past(sid) : [], localTime: LocalMoment(Date(), in: tenant.timeZone))
        ticket.lostStreams = count.lost
        ticket.history = await callers?.history(for: ticket)
        do {
            return Self.respond(try answers.connect(token: try await desk.issue(ticket), count: count))
        } catch let refusal as AdmissionRefusal {
            return Self.respond(turnAway(ticket, refusal, isMoved: fields[TwilioAnswers.movedField] != nil))
        }
    }

    /// Answers a call that is refused. A call that another instance has sent here is not sent on: that one does not
    /// take it either.
    private func turnAway(_ ticket: CallTicket, _ refusal: AdmissionRefusal, isMoved: Bool) -> TwiML {
        var metadata: Logger.Metadata = [
            LogKey.call: "\(ticket.callSID)", LogKey.tenant: "\(ticket.tenant.id)",
            LogKey.reason: "\(refusal.rawValue)",
        ]
        if refusal == .draining, !isMoved, let voice = redirect() {
            metadata[LogKey.url] = "\(voice.text)"
            logger.notice("a caller is sent to another instance", metadata: metadata)
            return TwilioAnswers.moved(to: voice, ticket)
        }
        logger.warning("a call was refused", metadata: metadata)
        // A caller who was cut off has been heard already; the call's record says what came of that.
        let isNoted = ticket.attempt == 0 && refusals?.refused(ticket, because: refusal.words) ?? false
        let human = ticket.tenant.limits.whenRefused == .human ? ticket.tenant.humanNumber : nil
        return answers.refused(refusal, human: human, isCalledBack: isNoted)
    }

    /// Answers the question how to go on after a stream has ended.
    private func after(_ fields: WebhookFields) async throws -> Response {
        guard let sid = fields["CallSid"] else { return Response(status: .badRequest) }
        let ended = await ended(sid, fields)
        guard fields["CallStatus"] != "completed" else { return Self.respond(TwiML([.hangup])) }
        // This process never had the call: it was another's, or was refused its stream. The caller is still on the
        // line.
        let step = ended?.termination.nextStep ?? .reconnect
        if let ended, let order = ended.termination.transfer {
            recorder.record(.transfer(TransferStep(order, .dialled)), of: ended.ticket)
        }
        if let answer = answers.after(step, for: ended?.ticket) { return Self.respond(answer) }
        // A stream whose caller another instance sends here has been counted there.
        let isMoved = fields[TwilioAnswers.movedField] != nil
        let isLost = !isMoved && ended?.termination.reason != .drained
        guard let count = StreamCount(fields).next(isLost: isLost) else {
            return Self.respond(answers.sorry(human: ended?.ticket.tenant.humanNumber))
        }
        if isLost { logger.warning("a caller was cut off and is connected again", metadata: Self.metadata(sid, ended)) }
        if isMoved { logger.info("a caller comes from another instance", metadata: Self.metadata(sid, ended)) }
        let missed = fields[TwilioAnswers.missedField].flatMap(TransferMiss.init)
        return try await connect(sid, fields, count, missed: missed)
    }

    /// What is known of the stream whose end the request asks about; nil if nothing. The end of an earlier stream of
    /// the call does not count: the ticket of this one may never have been redeemed.
    private func ended(_ sid: String, _ fields: WebhookFields) async -> CallSupervisor.Ended? {
        let ended = await supervisor.streamEnded(callSID: sid)
        return ended?.ticket.attempt == StreamCount(fields).attempt ? ended : nil
    }

    // MARK: A person

    /// Answers what a person hears whose line is up.
    private func whisper(_ fields: WebhookFields) async throws -> Response {
        let sid = fields["call"] ?? ""
        let ended = await supervisor.streamEnded(callSID: sid)
        let words = ended.flatMap { briefing($0.ticket) }
        return Self.respond(answers.whisper(ended, saying: words, callSID: sid))
    }

    private func whisperAnswered(_ fields: WebhookFields) async throws -> Response {
        Self.respond(answers.whisperAnswered(fields["Digits"]))
    }

    /// Answers how to go on when the call to the person is over, or never came about.
    private func dialled(_ fields: WebhookFields) async throws -> Response {
        guard let sid = fields["CallSid"] else { return Response(status: .badRequest) }
        let ended = await ended(sid, fields)
        let result = DialResult(
            status: fields["DialCallStatus"], bridged: fields["DialBridged"], call: fields["CallStatus"])
        if let ended, let order = ended.termination.transfer {
            recorder.record(.transfer(TransferStep(order, result.status, detail: result.detail)), of: ended.ticket)
        }
        guard let missed = result.missed else { return Self.respond(TwiML([.hangup])) }
        guard let count = StreamCount(fields).next(isLost: false) else {
            return Self.respond(answers.sorry(human: nil))
        }
        logger.info(
            "nobody took the call: the caller is back",
            metadata: Self.metadata(sid, ended).merging([LogKey.reason: "\(missed.rawValue)"]) { $1 })
        return try await connect(sid, fields, count, missed: missed)
    }

    /// Takes note of the call's own end, from the number's status callback: it also tells of a socket that was lost in
    /// a tunnel.
    private func status(_ fields: WebhookFields) async throws -> Response {
        if let sid = fields["CallSid"], fields["CallStatus"] == "completed" {
            await supervisor.carrierEnded(callSID: sid)
        }
        return Response(status: .noContent)
    }

    /// Answers a request for the media socket that did not become one.
    private func noSocket(_ request: Request) -> Response {
        guard let why = request.headers[.upgradeRefused] else { return Response(status: .upgradeRequired) }
        logger.warning("a media socket was refused", metadata: [LogKey.reason: "\(why)"])
        return Response(status: .forbidden)
    }

    /// The metadata of every log line about a call.
    private static func metadata(_ sid: String, _ ended: CallSupervisor.Ended?) -> Logger.Metadata {
        var metadata: Logger.Metadata = [LogKey.call: "\(sid)"]
        if let ended { metadata[LogKey.tenant] = "\(ended.ticket.tenant.id)" }
        return metadata
    }

    private static func respond(_ document: TwiML) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/xml"],
            body: .init(byteBuffer: ByteBuffer(string: document.render())))
    }
}

/// The fields of a webhook: those of its form, then those of its address. An empty field counts as absent.
struct WebhookFields: Sendable {
    private var values: [String: String] = [:]

    init(form: FormBody?, query: FormBody?) {
        for field in (query?.fields ?? []) + (form?.fields ?? []) where !field.value.isEmpty {
            values[field.name] = field.value
        }
    }

    subscript(name: String) -> String? { values[name] }
}

extension HTTPField.Name {
    fileprivate static let twilioSignature =
        Self("X-Twilio-Signature")
        ?? .authorization
    fileprivate static let twilioSignatureSettings = Self("X-Twilio-Webhooks-Signature-Settings") ?? .authorization
    fileprivate static let upgradeRefused = Self(UpgradeGate.refusedHeader) ?? .authorization
}
