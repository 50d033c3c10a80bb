package import CoraCall
package import CoraPostgres
package import CoraTenant
import CoraWire
package import Logging

/// Looks up what a tenant knows of a caller, in one round trip.
package struct CallerHistories: Sendable {
    private let pool: PostgresPool
    private let logger: Logger

    package init(pool: PostgresPool, logger: Logger) {
        self.pool = pool
        self.logger = logger
    }

    /// What is known of the caller; nil if the caller has no number, or the database does not answer within two seconds.
    /// How long a call waits for it is not decided here.
    package func history(for ticket: CallTicket) async -> CallerHistory? {
        guard let number = ticket.caller.number else { return nil }
        return await read(of: number, ticket)
    }

    /// What is known of a number.
    /// - Throws: `PostgresError`.
    package func read(of number: String, at tenant: Tenant, besides call: String) async throws(PostgresError)
        -> CallerHistory
    {
        let result = try await pool.query(
            Self.sql, [.text(tenant.id), .text(number), .text(tenant.timeZone), .text(call)], timeout: .seconds(1),
            deadline: .seconds(1))
        guard let text = result.first?[0], let json = try? JSON.parse(text) else { return CallerHistory() }
        return CallerHistory(json)
    }

    private func read(of number: String, _ ticket: CallTicket) async -> CallerHistory? {
        do throws(PostgresError) {
            return try await read(of: number, at: ticket.tenant, besides: ticket.callSID)
        } catch {
            logger.debug(
                "what is known of a caller could not be read",
                metadata: ["cora.call.sid": "\(ticket.callSID)", "cora.reason": "\(error)"])
            return nil
        }
    }

    /// `$1` is the tenant, `$2` the number, `$3` the time zone, `$4` the call that is being answered.
    private static let sql = """
        SELECT jsonb_build_object(
          'lead', (
            SELECT jsonb_build_object('name', name, 'intent', intent, 'budget', budget::bigint, 'timeline', timeline,
              'financing', financing_status)
            FROM leads WHERE tenant_id = $1 AND caller_number = $2),
          'showings', (
            SELECT jsonb_agg(jsonb_build_object('address', address, 'year', extract(year FROM at),
              'month', extract(month FROM at), 'day', extract(day FROM at),
              'minute', extract(hour FROM at) * 60 + extract(minute FROM at)) ORDER BY at)
            FROM (
              SELECT p.address, s.starts_at AT TIME ZONE $3 AS at FROM showings s
              LEFT JOIN properties p ON p.tenant_id = s.tenant_id AND p.id = s.property_id
              WHERE s.tenant_id = $1 AND s.contact_phone = $2 AND s.status = 'booked' AND s.starts_at > now()
              ORDER BY s.starts_at LIMIT 3
            ) AS next),
          'contact', (
            SELECT contact_name FROM showings WHERE tenant_id = $1 AND contact_phone = $2
            ORDER BY starts_at DESC LIMIT 1),
          'callback', EXISTS (SELECT 1 FROM callbacks WHERE tenant_id = $1 AND phone = $2 AND status = 'open'),
          'calls', (
            SELECT count(*) FROM (
              SELECT 1 FROM calls WHERE tenant_id = $1 AND caller_number = $2 AND twilio_sid <> $4 LIMIT 100
            ) AS before)
        )::text
        """
}

extension CallerHistory {
    /// Reads the query's answer.
    fileprivate init(_ json: JSON) {
        let lead = json["lead"]
        self.init(
            name: lead?["name"]?.string ?? json["contact"]?.string,
            lead: lead?["intent"]?.string.map { intent in
                Lead(
                    intent: intent, budget: lead?["budget"]?.int, timeline: lead?["timeline"]?.string,
                    financing: lead?["financing"]?.string)
            },
            showings: (json["showings"]?.array ?? []).compactMap(Showing.init),
            awaitsCallback: json["callback"]?.bool ?? false, callsBefore: json["calls"]?.int ?? 0)
    }
}

extension CallerHistory.Showing {
    fileprivate init?(_ json: JSON) {
        guard let year = json["year"]?.int, let month = json["month"]?.int, let day = json["day"]?.int,
            let minute = json["minute"]?.int,
            let time = LocalMoment(year: year, month: month, day: day, minute: minute)
        else { return nil }
        self.init(address: json["address"]?.string ?? "", time: time)
    }
}
