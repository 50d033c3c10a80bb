import CoraCall
import CoraPostgres
import CoraStore
import CoraTenant
import StoreTesting
import Testing

struct SpentTodayTests {
    /// 2026-11-23, in days since 1970 (UTC).
    private static let day: Int64 = 20_780

    @Test(.timeLimit(.minutes(2)))
    func `what others used, and what was used before this process; each once`() async throws {
        try await QueryServer.with { server in
            for (sid, instance) in [("CA1", "mine"), ("CA2", "other"), ("CA3", nil)] as [(String, String?)] {
                _ = try await server.pool.query(
                    """
                    INSERT INTO calls (twilio_sid, tenant_id, started_at, caller_number, agent_number, instance)
                    VALUES ($1, 'ray-richards', '2026-11-23 10:00+00', '+1', '+2', $2)
                    """, [.text(sid), instance.map(PostgresValue.text) ?? .null])
            }
            // Yesterday; before the process; and since, by this process and by others. A bill without a price has tokens.
            let bills =
                [
                    ("CA2", "ray-richards", "2026-11-22 23:59:59.999999+00", "64", nil),
                    ("CA1", "ray-richards", "2026-11-23 00:00+00", "1", nil),
                    ("CA1", "ray-richards", "2026-11-23 12:00+00", "2", nil),
                    ("CA2", "ray-richards", "2026-11-23 12:00+00", "4.000000001", nil),
                    ("CA3", "sarah-chen", "2026-11-23 13:00+00", "8", nil),
                    ("CA3", "sarah-chen", "2026-11-23 13:00+00", nil, nil),
                    ("CA2", "ray-richards", "2026-11-24 00:00+00", "16", nil),
                    // The one call was another's before it was this process', the other the other way round.
                    ("CA1", "ray-richards", "2026-11-23 12:00+00", "32", "other"),
                    ("CA2", "ray-richards", "2026-11-23 12:00+00", "128", "mine"),
                ] as [(String, String, String, String?, String?)]
            for (sid, tenant, time, cost, instance) in bills {
                _ = try await server.pool.query(
                    """
                    INSERT INTO call_usage (id, call_id, tenant_id, ts, kind, audio_in_tokens, audio_in_cached_tokens,
                      audio_out_tokens, text_in_tokens, text_out_tokens, transcription_in_tokens,
                      transcription_out_tokens, cost_usd, instance)
                    SELECT gen_random_uuid(), id, $2, $3::text::timestamptz, 'response', 1, 1, 10, 100, 1000, 10000, 100000,
                      $4::text::numeric, $5
                    FROM calls WHERE twilio_sid = $1
                    """,
                    [.text(sid), .text(tenant), .text(time)]
                        + [cost, instance].map { $0.map(PostgresValue.text) ?? .null })
            }
            // The process began at eleven.
            let startedAt = (Self.day * 24 + 11) * 3_600_000_000
            let spent = try await SpentToday(instance: "mine", startedAt: WallTime(microseconds: startedAt))
                .read(day: CivilDay(dayNumber: Int(Self.day)), from: server.pool)
            #expect(
                spent == [
                    "ray-richards": .init(tokens: 333_333, cost: Dollars(billionths: 37_000_000_001)),
                    "sarah-chen": .init(tokens: 222_222, cost: Dollars(billionths: 8_000_000_000)),
                ])
        }
    }
}
