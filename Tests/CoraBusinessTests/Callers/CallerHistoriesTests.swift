import CoraBusiness
import CoraCall
import CoraPostgres
import CoraTenant
import StoreTesting
import Testing

@Suite(.serialized, .timeLimit(.minutes(2)))
struct CallerHistoriesTests {
    private static let number = "+14155550199"

    private static func ticket(_ tenant: String = "ray-richards", number: String = number) -> CallTicket {
        CallTicket(
            callSID: "CA1", callID: "1",
            tenant: Tenant(id: tenant, numbers: [], agentName: "Ray", timeZone: "America/Chicago"),
            callerNumber: number, dialledNumber: "+14155550100")
    }

    private static let rows = """
        INSERT INTO properties (tenant_id, id, address, city, price, beds, baths)
        VALUES ('ray-richards', 'P1', '123 Maple Street', 'Austin', 450000, 3, 2);
        INSERT INTO leads (tenant_id, caller_number, name, intent, budget, timeline, financing_status)
        VALUES ('ray-richards', '+14155550199', 'Dana Field', 'buy', 400000, 'spring', 'preapproved'),
          ('sarah-chen', '+14155550199', 'D. F.', 'sell', NULL, NULL, 'unknown');
        INSERT INTO showings (tenant_id, property_id, starts_at, ends_at, contact_name, contact_phone, status)
        VALUES ('ray-richards', 'P1', '2096-11-26 20:00+00', '2096-11-26 20:30+00', 'Dana', '+14155550199', 'booked'),
          ('ray-richards', 'P1', '2096-11-20 20:00+00', '2096-11-20 20:30+00', 'Dana', '+14155550199', 'cancelled'),
          ('ray-richards', 'P1', '2020-11-20 20:00+00', '2020-11-20 20:30+00', 'Dana', '+14155550199', 'booked'),
          ('ray-richards', 'P1', '2096-12-20 20:00+00', '2096-12-20 20:30+00', 'Else', '+14155550198', 'booked');
        INSERT INTO callbacks (tenant_id, phone, reason) VALUES ('ray-richards', '+14155550199', 'financing');
        INSERT INTO calls (tenant_id, twilio_sid, started_at, caller_number, agent_number)
        VALUES ('ray-richards', 'CA1', now(), '+14155550199', '+1'), ('ray-richards', 'CA0', now(), '+14155550199', '+1'),
          ('sarah-chen', 'CA2', now(), '+14155550199', '+1');
        """

    @Test func `each tenant knows its own of a caller, and only what still matters`() async throws {
        try await QueryServer.with { server in
            let histories = CallerHistories(pool: server.pool, logger: QueryServer.logger)
            #expect(await histories.history(for: Self.ticket()) == CallerHistory())
            try await server.pool.withConnection { try await $0.script(Self.rows) }
            let time = LocalMoment(year: 2096, month: 11, day: 26, minute: 14 * 60)
            #expect(
                await histories.history(for: Self.ticket())
                    == CallerHistory(
                        name: "Dana Field",
                        lead: .init(intent: "buy", budget: 400_000, timeline: "spring", financing: "preapproved"),
                        showings: time.map { [.init(address: "123 Maple Street", time: $0)] } ?? [],
                        awaitsCallback: true, callsBefore: 1))
            #expect(
                await histories.history(for: Self.ticket("sarah-chen"))
                    == CallerHistory(name: "D. F.", lead: .init(intent: "sell", financing: "unknown"), callsBefore: 1))
            #expect(await histories.history(for: Self.ticket(number: "+14155550198"))?.name == "Else")
            #expect(await histories.history(for: Self.ticket(number: "anonymous")) == nil)
            #expect(await histories.history(for: Self.ticket(number: "' OR 1=1 --")) == nil)
        }
    }

    @Test func `a database that is slow or away tells of no caller, and the lookup comes to an end`() async throws {
        try await QueryServer.with { server in
            let histories = CallerHistories(pool: server.pool, logger: QueryServer.logger)
            try await server.pool.withConnection { connection in
                try await connection.transaction { connection in
                    _ = try await connection.query("LOCK TABLE leads IN ACCESS EXCLUSIVE MODE")
                    #expect(await histories.history(for: Self.ticket()) == nil)
                }
            }
            await server.pool.close()
            #expect(await histories.history(for: Self.ticket()) == nil)
        }
    }

    /// The lookup is one round trip by indexes; the number is for the eye, not a bound of the test.
    @Test func `it is found by indexes among many`() async throws {
        try await QueryServer.with { server in
            try await server.pool.withConnection { connection in
                try await connection.script(Self.rows)
                try await connection.script(
                    """
                    INSERT INTO calls (tenant_id, twilio_sid, started_at, caller_number, agent_number)
                    SELECT 'ray-richards', 'CAx' || n, now(), '+1512' || n, '+1' FROM generate_series(1, 50000) AS n;
                    INSERT INTO callbacks (tenant_id, phone, reason)
                    SELECT 'ray-richards', '+1512' || n, 'financing' FROM generate_series(1, 20000) AS n;
                    INSERT INTO showings (tenant_id, property_id, starts_at, ends_at, contact_name, contact_phone)
                    SELECT 'ray-richards', 'P1', '2090-01-01'::timestamptz + n * INTERVAL '1 hour',
                      '2090-01-01'::timestamptz + n * INTERVAL '1 hour' + INTERVAL '30 minutes', 'N', '+1512' || n
                    FROM generate_series(1, 20000) AS n;
                    ANALYZE;
                    """)
            }
            let histories = CallerHistories(pool: server.pool, logger: QueryServer.logger)
            var times: [Duration] = []
            for _ in 0..<50 {
                let began = ContinuousClock.now
                let found = try await histories.read(of: Self.number, at: Self.ticket().tenant, besides: "CA1")
                times.append(ContinuousClock.now - began)
                #expect(found.callsBefore == 1)
            }
            print("caller history: median \(times.sorted()[25]), worst \(times.max() ?? .zero)")
        }
    }
}
