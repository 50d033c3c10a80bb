import CoraCall
import CoraClients
import CoraSession
import CoraStore
import CoraTenant
import Foundation

/// A web session that was let in: what its client is told.
struct WebSession: Sendable, Equatable {
    /// The session's id.
    var id: String
    /// The token that the client presents, once.
    var token: String
    /// When the token expires, in seconds since 1970 (UTC).
    var expiresAt: Int
    /// The name of the model that answers.
    var model: String
    /// The agent's name, as spoken.
    var agent: String
    /// For how many seconds the token is still good.
    var expiresIn: Int
    /// Whether its audio may go between the browser and the model, by WebRTC. It may always come by the socket.
    var hasPeers: Bool
    /// The client secret, for a browser that posts its offer to the model itself; nil unless the tenant wants that.
    var secret: ClientSecret?
}

/// Lets callers from browsers and apps in, by the limits that hold for telephones.
struct SessionDesk: Sendable {
    /// How long a session waits for its client. Its place is then given back.
    static let life = CallDuration.seconds(15)

    let tenants: any TenantSource
    let desk: TicketDesk
    let dialer: ModelDialer
    let clocks: Clocks
    /// Gets a session that was let in ready for a browser's offer, in three seconds at most: the client secret that it
    /// will begin with; nil if the model cannot be had that way.
    let prepare: @Sendable (CallTicket) async -> ClientSecret?

    /// The tenant that a client wants, of those that take calls from browsers.
    /// - Parameters:
    ///   - id: the tenant that it names; nil if it names none: then the one that has named the page's origin, the
    ///     default tenant, or the only one there is.
    ///   - origin: the page's origin; nil if it is not known.
    func tenant(named id: String?, origin: String?) -> Tenant? {
        let open = tenants.tenants.filter(\.web.isOpen)
        if let id { return open.first { $0.id == id } }
        if let origin, let own = open.first(where: { $0.web.origins.contains(origin) }) { return own }
        let fallback = tenants.current(forDialled: "")?.id
        return open.first { $0.id == fallback } ?? (open.count == 1 ? open.first : nil)
    }

    /// Lets a session in.
    /// - Parameter onlySocket: whether its client can only send audio by the socket.
    /// - Throws: `TicketDesk.Refused`, or what signing throws.
    func open(for tenant: Tenant, onlySocket: Bool = false) async throws -> WebSession {
        let id = Self.newID()
        var ticket = CallTicket(
            callSID: id, callID: RowID.call(sid: id), tenant: tenant,
            callerNumber: Caller.web.recorded, dialledNumber: tenant.numbers.first ?? "",
            localTime: LocalMoment(Date(), in: tenant.timeZone))
        ticket.life = Self.life
        let (began, expiresAt) = (clocks.steady(), clocks.wall().seconds + Self.life.milliseconds / 1000)
        let issued = try await desk.issueSession(ticket)
        let secret = onlySocket || tenant.hasSecretsInSession ? nil : await prepare(issued.ticket)
        let left = Self.life.milliseconds / 1000 - (clocks.steady() - began).milliseconds / 1000
        return WebSession(
            id: id, token: issued.token, expiresAt: expiresAt, model: dialer.model(for: issued.ticket.tenant),
            agent: tenant.agentName, expiresIn: max(left, 0), hasPeers: secret != nil,
            secret: tenant.web.isDirect ? secret : nil)
    }

    /// A new session's id: `WS` and 32 hexadecimal digits, as long as a carrier's CallSid.
    static func newID() -> String {
        "WS" + UUID().uuidString.filter { $0 != "-" }.lowercased()
    }
}
