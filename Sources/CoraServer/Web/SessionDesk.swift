import CoraCall
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
}

/// Lets callers from browsers and apps in, by the limits that hold for telephones.
struct SessionDesk: Sendable {
    /// How long a session waits for its client. Its place is then given back.
    static let life = CallDuration.seconds(15)

    let tenants: any TenantSource
    let desk: TicketDesk
    let dialer: ModelDialer
    let wall: @Sendable () -> WallTime

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
    /// - Throws: `TicketDesk.Refused`, or what signing throws.
    func open(for tenant: Tenant) async throws -> WebSession {
        let id = Self.newID()
        var ticket = CallTicket(
            callSID: id, callID: RowID.call(sid: id), tenant: tenant,
            callerNumber: Caller.web.recorded, dialledNumber: tenant.numbers.first ?? "",
            localTime: LocalMoment(Date(), in: tenant.timeZone))
        ticket.life = Self.life
        let expiresAt = wall().seconds + Self.life.milliseconds / 1000
        let token = try await desk.issueSession(ticket)
        return WebSession(
            id: id, token: token, expiresAt: expiresAt, model: dialer.model(for: tenant), agent: tenant.agentName)
    }

    /// A new session's id: `WS` and 32 hexadecimal digits, as long as a carrier's CallSid.
    static func newID() -> String {
        "WS" + UUID().uuidString.filter { $0 != "-" }.lowercased()
    }
}
