import CoraBusiness
import CoraCall
import CoraDoor
import CoraStore
import CoraSupervisor
import CoraTelemetry
import CoraTenant
import CoraTwilio
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Answers the carrier's HTTP requests. Every request is signed; one that is not is answered 403, and nothing else
/// happens.
struct TwilioRoutes: Sendable {
    let signatures: TwilioSignatures
    let connector: CallConnector
    let supervisor: CallSupervisor
    /// Counts the requests that are refused.
    let doorkeeper: Doorkeeper
    let recorder: any CallRecorder
    /// Makes the spans of these requests; nil without a collector.
    let traces: CallTraces?
    let logger: Logger

    private var answers: TwilioAnswers { signatures.answers }

    /// Adds the routes.
    func add(to router: Router<ClientRequestContext>) {
        router.post("/twilio/voice") { request, _ in try await voice(request) }
        router.get("/twilio/voice") { request, _ in try await voice(request) }
        router.post("/twilio/after") { request, _ in try await answer(request, after) }
        router.post("/twilio/dialled") { request, _ in try await answer(request, dialled) }
        router.post("/twilio/whisper") { request, _ in try await answer(request, whisper) }
        router.post("/twilio/whisper/answer") { request, _ in try await answer(request, whisperAnswered) }
        router.post("/twilio/status") { request, _ in try await answer(request, status) }
        router.get("/twilio/media") { request, _ in noSocket(request) }
    }

    private func answer(
        _ request: Request, _ answer: (WebhookFields) async throws -> Response
    ) async throws -> Response {
        try await signed(request) { fields in
            try await traced(request, fields, tenant: nil) { try await answer(fields) }
        }
    }

    private func signed(
        _ request: Request, _ answer: (WebhookFields) async throws -> Response
    ) async throws -> Response {
        switch try await signatures.verdict(on: request) {
        case .genuine(let fields):
            do {
                return try await answer(fields)
            } catch is TicketDesk.Replay {
                return replayed(fields)
            }
        case .refused(let status):
            doorkeeper.turnedAway(.unsigned)
            return Response(status: status)
        }
    }

    /// Refuses a request that the carrier has sent once, and does not send now.
    private func replayed(_ fields: WebhookFields) -> Response {
        doorkeeper.turnedAway(.replayed)
        logger.warning(
            "a request was refused: its stream was let in long ago, or its call is over",
            metadata: [LogKey.call: "\(fields.callSID ?? "")"])
        return Response(status: .forbidden)
    }

    private func traced(
        _ request: Request, _ fields: WebhookFields, tenant: String?, _ answer: () async throws -> Response
    ) async throws -> Response {
        guard let traces, let sid = fields.callSID else { return try await answer() }
        let name = "\(request.method.rawValue) \(request.uri.path)"
        return try await traces.request(name, callSID: sid, callID: RowID.call(sid: sid), tenant: tenant, answer)
    }

    // MARK: The call

    /// Answers a call that comes in. The tenant is found here, for all that wants it.
    private func voice(_ request: Request) async throws -> Response {
        try await signed(request) { fields in
            let tenant = await connector.tenants.tenant(forDialled: fields.dialled)
            return try await traced(request, fields, tenant: tenant?.id) {
                guard let sid = fields.callSID else { return Response(status: .badRequest) }
                var metadata: Logger.Metadata = [LogKey.call: "\(sid)", LogKey.caller: "\(fields.from)"]
                metadata[LogKey.tenant] = tenant.map { "\($0.id)" }
                logger.info("incoming call", metadata: metadata)
                return try await connector.connect(sid, fields, to: tenant, .first).response
            }
        }
    }

    /// Answers the question how to go on after a stream has ended.
    private func after(_ fields: WebhookFields) async throws -> Response {
        guard let sid = fields.callSID else { return Response(status: .badRequest) }
        guard await isCurrent(sid, fields) else { return TwiML([]).response }
        let ended = await ended(sid, fields)
        guard fields["CallStatus"] != "completed" else {
            await connector.desk.over(sid)
            return TwiML([.hangup]).response
        }
        // This process never had the call: it was another's, or was refused its stream. The caller is still on the
        // line.
        let step = ended?.termination.nextStep ?? .reconnect
        if let ended, let order = ended.termination.transfer {
            recorder.record(.transfer(TransferStep(order, .dialled)), of: ended.ticket)
        }
        if let answer = answers.after(step, for: ended?.ticket) { return answer.response }
        // A stream whose caller another instance sends here has been counted there.
        let isLost = !fields.isMoved && ended?.termination.reason != .drained
        guard let count = StreamCount(fields).next(isLost: isLost) else {
            return await sorry(ended, fields).response
        }
        let metadata = Self.metadata(sid, ended)
        if isLost { logger.warning("a caller was cut off and is connected again", metadata: metadata) }
        if fields.isMoved { logger.info("a caller comes from another instance", metadata: metadata) }
        let missed = fields[TwilioAnswers.missedField].flatMap(TransferMiss.init)
        return try await connector.connect(sid, fields, count, after: ended?.handover, missed: missed).response
    }

    /// Apologises for a call that cannot go on, as the business whose number was dialled.
    private func sorry(
        _ ended: CallSupervisor.Ended?, _ fields: WebhookFields, connectsPerson: Bool = true
    ) async -> TwiML {
        var tenant = ended?.ticket.tenant
        if tenant == nil { tenant = await connector.tenants.tenant(forDialled: fields.dialled) }
        // The hour is known with the call; for a call that this process never had, the tenant's person is tried.
        let person = ended.map { $0.ticket.rescue?.number } ?? tenant?.humanNumber
        return answers.sorry(
            tenant, caller: ended?.ticket.caller ?? Caller(fields.from),
            person: connectsPerson ? person : nil, isCalledBack: false)
    }

    /// What is known of the stream whose end the request asks about; nil if nothing. The end of an earlier stream of
    /// the call does not count: the ticket of this one may never have been redeemed.
    private func ended(_ sid: String, _ fields: WebhookFields) async -> CallSupervisor.Ended? {
        await supervisor.streamEnded(callSID: sid, attempt: StreamCount(fields).attempt)
    }

    /// Whether the request is about the call's latest stream. One that came late, or a second time, is about an earlier
    /// one, and must not touch the stream that lives.
    private func isCurrent(_ sid: String, _ fields: WebhookFields) async -> Bool {
        guard await supervisor.isSuperseded(callSID: sid, attempt: StreamCount(fields).attempt) else { return true }
        logger.warning("a question about an earlier stream of a live call", metadata: [LogKey.call: "\(sid)"])
        return false
    }

    /// Takes note of the call's own end, from the number's status callback: it also tells of a socket that was lost in
    /// a tunnel.
    private func status(_ fields: WebhookFields) async throws -> Response {
        if let sid = fields.callSID, fields["CallStatus"] == "completed" {
            await connector.desk.over(sid)
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

    // MARK: A person

    /// Answers what a person hears whose line is up. What the call is about is asked only now, since the caller's last
    /// words may be written down after the call was put through.
    private func whisper(_ fields: WebhookFields) async throws -> Response {
        let sid = fields["call"] ?? ""
        let ended = await supervisor.lastEnd(callSID: sid)
        let words = ended.flatMap { connector.memory?.summarizer.briefing(of: $0.ticket.callID) }
        return answers.whisper(ended, saying: words, callSID: sid).response
    }

    private func whisperAnswered(_ fields: WebhookFields) async throws -> Response {
        answers.whisperAnswered(fields["Digits"]).response
    }

    /// Answers how to go on when the call to the person is over, or never came about.
    private func dialled(_ fields: WebhookFields) async throws -> Response {
        guard let sid = fields.callSID else { return Response(status: .badRequest) }
        guard await isCurrent(sid, fields) else { return TwiML([]).response }
        let ended = await ended(sid, fields)
        let result = DialResult(
            status: fields["DialCallStatus"], bridged: fields["DialBridged"], call: fields["CallStatus"])
        if let ended, let order = ended.termination.transfer {
            recorder.record(.transfer(TransferStep(order, result.status, detail: result.detail)), of: ended.ticket)
        }
        if let ended, let again = answers.dialAgain(after: result, for: ended, isSecondTry: fields.isSecondTry) {
            logger.warning(
                "the caller's number was not taken as a caller ID: the person is called with our own",
                metadata: Self.metadata(sid, ended))
            return again.response
        }
        guard let missed = result.missed else { return TwiML([.hangup]).response }
        guard let count = StreamCount(fields).next(isLost: false) else {
            return await sorry(ended, fields, connectsPerson: false).response
        }
        logger.info(
            "nobody took the call: the caller is back",
            metadata: Self.metadata(sid, ended).merging([LogKey.reason: "\(missed.rawValue)"]) { $1 })
        return try await connector.connect(sid, fields, count, after: ended?.handover, missed: missed).response
    }

    /// The metadata of every log line about the call.
    private static func metadata(_ sid: String, _ ended: CallSupervisor.Ended?) -> Logger.Metadata {
        var metadata: Logger.Metadata = [LogKey.call: "\(sid)"]
        if let ended { metadata[LogKey.tenant] = "\(ended.ticket.tenant.id)" }
        return metadata
    }
}

extension TwiML {
    /// The answer that gives this document to the carrier.
    fileprivate var response: Response {
        Response(
            status: .ok, headers: [.contentType: "text/xml"], body: .init(byteBuffer: ByteBuffer(string: render())))
    }
}
