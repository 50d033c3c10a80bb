import CoraCall
import CoraDoor
import CoraSession
import CoraSupervisor
import CoraTenant
import CoraWeb
import HTTPTypes
import Hummingbird
import NIOCore

/// `POST /session/{id}/offer`: takes the offer that a live session has asked its browser for, and answers it with the
/// model's answer (`Config/web-protocol.md`). No key of the model's API leaves this server for it.
struct OfferRoutes: Sendable {
    /// A live session, for its browser's offers.
    struct Session: Sendable {
        /// The origins of other servers' pages that may post offers.
        let origins: [String]
        /// Answers an offer (`CallSession.offer`).
        let offer: @Sendable (_ sdp: String, _ number: Int, _ key: String) async throws(OfferRefusal) -> String
    }

    private static let path: RouterPath = "/session/{session}/offer"
    /// How long browsers may remember that they may post here, in seconds.
    private static let preflightAge = "600"

    /// Finds a live session by its id; nil if there is none.
    let find: @Sendable (_ id: String) async -> Session?

    /// Adds the routes.
    func add(to router: Router<ClientRequestContext>) {
        router.post(Self.path) { request, context in await answer(request, context) }
        router.on(Self.path, method: .options) { request, context in await preflight(request, context) }
    }

    private func answer(_ request: Request, _ context: ClientRequestContext) async -> Response {
        let session = await session(context)
        var response: Response
        do throws(OfferProblem) {
            guard let session else { throw .noSession }
            response = Self.answer(try await Self.pass(request, to: session))
        } catch {
            response = error.response
        }
        Self.allow(request, session, in: &response)
        return response
    }

    /// The live session of the path; nil if there is none.
    private func session(_ context: ClientRequestContext) async -> Session? {
        guard let id = context.parameters.get("session"), WebHello.isSession(id) else { return nil }
        return await find(id)
    }

    /// Passes an offer on. What is wrong with a request is found before its body is read, as far as it can be.
    /// - Returns: the model's answer.
    private static func pass(_ request: Request, to session: Session) async throws(OfferProblem) -> String {
        guard WebOffer.isType(request.headers[.contentType]) else { throw .notSDP }
        guard let key = AccessGate.bearer(request.headers[.authorization]) else { throw .wrongKey }
        guard let number = request.uri.queryParameters["number"].flatMap({ Int($0) }), number > 0 else {
            throw .notAsked
        }
        guard let offer = WebOffer.text(try await body(of: request)) else { throw .badSDP }
        do throws(OfferRefusal) {
            return try await session.offer(offer, number, key)
        } catch {
            throw OfferProblem(error)
        }
    }

    private static func body(of request: Request) async throws(OfferProblem) -> ByteBuffer {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > WebOffer.longest {
            throw .tooLarge
        }
        do {
            return try await request.body.collect(upTo: WebOffer.longest)
        } catch {
            throw error is NIOTooManyBytesError ? .tooLarge : .badSDP
        }
    }

    private static func answer(_ answer: String) -> Response {
        Response(
            status: .created,
            headers: [
                .contentType: WebOffer.type, .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
            ], body: .init(byteBuffer: ByteBuffer(string: answer)))
    }

    // MARK: Pages of other servers

    /// Lets a page of an origin that the tenant has named read the answer (Fetch, "CORS protocol").
    private static func allow(_ request: Request, _ session: Session?, in response: inout Response) {
        response.headers[.vary] = "Origin"
        guard let origin = request.headers[.origin], session?.origins.contains(origin) == true else { return }
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlExposeHeaders] = HTTPField.Name.retryAfter.rawName
    }

    /// Says whether a page of another server may post an offer: a browser asks that before.
    private func preflight(_ request: Request, _ context: ClientRequestContext) async -> Response {
        guard let session = await session(context) else { return OfferProblem.noSession.response }
        guard let origin = request.headers[.origin], session.origins.contains(origin) else {
            return SessionRefusal.origin.response
        }
        var response = Response(
            status: .noContent,
            headers: [
                .accessControlAllowMethods: "POST", .accessControlAllowHeaders: "Authorization, Content-Type",
                .accessControlMaxAge: Self.preflightAge,
            ])
        Self.allow(request, session, in: &response)
        return response
    }
}

extension OfferRoutes {
    /// - Parameter supervisor: knows the sessions that live.
    init(_ supervisor: CallSupervisor) {
        self.init { id in
            guard let (call, ticket) = await supervisor.liveCall(id), let session = call as? CallSession else {
                return nil
            }
            return Session(origins: ticket.tenant.web.origins) { sdp, number, key throws(OfferRefusal) in
                try await session.offer(sdp, number: number, key: key)
            }
        }
    }
}
