import CoraCall
import CoraClients
import CoraDoor
import CoraSettings
import CoraSupervisor
import CoraTenant
import CoraWire
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// `GET /session`: lets a caller from a browser or an app in (`Config/web-protocol.md`).
struct SessionRoutes: Sendable {
    let desk: SessionDesk
    private let access: AnalyticsAccess
    private let rates: SessionRates
    private let doorkeeper: Doorkeeper
    /// The address of the web clients' socket as others reach it.
    private let socket: String
    private let logger: Logger

    /// - Parameter access: knows the tokens of tenants and operators.
    init(_ context: ServerContext, desk: SessionDesk, access: AnalyticsAccess) {
        self.desk = desk
        self.access = access
        rates = SessionRates(now: context.clocks.steady)
        doorkeeper = context.doorkeeper
        socket = context.settings.server.publicURL.webSocket(WebSocketGate.path)
        logger = context.logger
    }

    /// Adds the routes.
    func add(to router: Router<ClientRequestContext>) {
        router.get("/session") { request, context in
            do throws(AccessRefusal) {
                return try await answer(request, context)
            } catch {
                return error.response
            }
        }
        router.get(RouterPath(WebSocketGate.path)) { request, _ in noSocket(request) }
    }

    private func answer(_ request: Request, _ context: ClientRequestContext) async throws(AccessRefusal) -> Response {
        let reader = try await reader(of: request, context)
        let asked = request.uri.queryParameters["tenant"].map(String.init)
        let wanted = reader.flatMap { $0.tenant(asked: asked) } ?? asked.flatMap { $0.isEmpty ? nil : $0 }
        guard let tenant = desk.tenant(named: wanted, origin: request.headers[.origin]) else {
            return SessionRefusal.noLine.response
        }
        let origin = WebOrigin(
            origin: request.headers[.origin], fetchSite: request.headers[.fetchSite], allowed: tenant.web.origins,
            hasToken: reader != nil)
        guard origin != .stranger else { return refuse(request, tenant) }
        var response = await admit(
            tenant, from: origin, onlySocket: request.uri.queryParameters["media"] == "socket", context)
        response.headers[.vary] = "Origin"
        if case .named(let name) = origin {
            response.headers[.accessControlAllowOrigin] = name
            response.headers[.accessControlExposeHeaders] = HTTPField.Name.retryAfter.rawName
        }
        return response
    }

    /// Whose token the request carries; nil if it carries none.
    private func reader(
        of request: Request, _ context: ClientRequestContext
    ) async throws(AccessRefusal) -> AnalyticsReader? {
        guard request.headers[.authorization] != nil else { return nil }
        return try await access.reader(of: request, from: context.clientAddress)
    }

    private func refuse(_ request: Request, _ tenant: Tenant) -> Response {
        doorkeeper.turnedAway(.origin)
        logger.warning(
            "a web session was refused: the page may not ask for it",
            metadata: [
                LogKey.tenant: "\(tenant.id)", LogKey.url: "\((request.headers[.origin] ?? "no origin").prefix(200))",
            ])
        return SessionRefusal.origin.response
    }

    private func admit(
        _ tenant: Tenant, from origin: WebOrigin, onlySocket: Bool, _ context: ClientRequestContext
    ) async -> Response {
        // A site's server asks for all of its visitors.
        if origin != .trusted, let wait = rates.wait(for: context.clientAddress) {
            doorkeeper.turnedAway(.sessionRate)
            return SessionRefusal.tooOften(wait).response
        }
        do {
            let session = try await desk.open(for: tenant, onlySocket: onlySocket)
            logger.info("web session", metadata: [LogKey.call: "\(session.id)", LogKey.tenant: "\(tenant.id)"])
            return Self.json(json(of: session))
        } catch let refused as TicketDesk.Refused {
            logger.warning(
                "a web session was refused",
                metadata: [LogKey.tenant: "\(tenant.id)", LogKey.reason: "\(refused.why.rawValue)"])
            return SessionRefusal.notAdmitted(refused.why, refused.retryAfter, tenant.sentenceLanguage ?? .english)
                .response
        } catch {
            logger.error("a web session's token could not be made", metadata: [LogKey.reason: "\(error)"])
            return Response(status: .internalServerError)
        }
    }

    private func json(of session: WebSession) -> JSON {
        var members: [String: JSON] = [
            "session": .string(session.id), "token": .string(session.token), "expires_at": .int(session.expiresAt),
            "expires_in": .int(session.expiresIn), "model": .string(session.model),
            "agent": .string(session.agent), "socket": .string(socket), "path": .string(WebSocketGate.path),
            "media": session.hasPeers ? ["webrtc", "socket"] : ["socket"],
        ]
        if let secret = session.secret {
            members["client_secret"] = [
                "value": .string(secret.value.revealed), "expires_at": .int(secret.expiresAt),
                "url": .string(secret.calls),
            ]
        }
        return .object(members)
    }

    /// The answer to a refused request, with a JSON body: `{"error":{"code":…,"message":…}}`.
    /// - Parameter wait: how many seconds the client is asked to wait; nil if waiting does not help.
    static func refusal(_ status: Int, _ code: String, _ message: String, wait: Int?) -> Response {
        let json: JSON = ["error": ["code": .string(code), "message": .string(message)]]
        var response = Self.json(json, status: .init(code: status))
        if let wait { response.headers[.retryAfter] = String(wait) }
        return response
    }

    /// An answer that no cache may keep.
    static func json(_ json: JSON, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [
                .contentType: "application/json; charset=utf-8", .cacheControl: "no-store",
                .xContentTypeOptions: "nosniff",
            ], body: .init(byteBuffer: ByteBuffer(string: json.text + "\n")))
    }

    /// Answers a request for the socket that did not become one.
    private func noSocket(_ request: Request) -> Response {
        guard let why = request.headers[.upgradeRefused] else { return Response(status: .upgradeRequired) }
        return Self.json(["error": ["code": "no_socket", "message": .string(why)]], status: .badRequest)
    }
}
