package import CoraPostgres
package import Logging

/// A database of one test's own, with the schema and two tenants, gone afterwards.
package struct QueryServer: Sendable {
    package static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    package let pool: PostgresPool

    package static func with(_ body: (QueryServer) async throws -> Void) async throws {
        let conninfo = try await TestServer.migratedDatabase()
        let server = QueryServer(pool: PostgresPool(conninfo, logger: logger))
        let result: Result<Void, any Error>
        do {
            for tenant in ["ray-richards", "sarah-chen"] {
                _ = try await server.pool.query(
                    "INSERT INTO tenants (id, agent_name, greeting_template) VALUES ($1, $1, 'Hi')", [.text(tenant)])
            }
            result = .success(try await body(server))
        } catch {
            result = .failure(error)
        }
        await server.pool.close()
        try await TestServer.drop(conninfo)
        try result.get()
    }

    /// One value of one row.
    package func one(_ sql: String, _ parameters: [PostgresValue] = []) async throws -> String? {
        try await pool.query(sql, parameters).first?[0]
    }

    /// The rows of a call that has everything, cut short and tools included.
    package func addWholeCall(sid: String, id: String) async throws {
        let statements = Self.wholeCall.map { PostgresStatement($0.0, [.uuid(id)] + ($0.1 ? [.text(sid)] : [])) }
        _ = try await pool.batch(statements)
    }

    private static let wholeCall: [(String, takesSID: Bool)] = [
        (
            #"""
            INSERT INTO calls (id, twilio_sid, tenant_id, started_at, ended_at, outcome, caller_number, caller_name,
              agent_number, tenant, model, transcription_model, voice, streams, termination, termination_result,
              termination_detail, audio_in_tokens, audio_in_cached_tokens, audio_out_tokens, text_in_tokens,
              text_in_cached_tokens, text_out_tokens, responses, transcription_cost_usd, cost_usd, frames_in,
              frames_out, frames_dropped, barge_ins)
            VALUES ($1, $2, 'ray-richards', '2026-11-23 16:52:28+00', '2026-11-23 16:56:10.5+00', 'showing_booked',
              '+14155550199', 'DANA WHITFIELD', '+14155550100', '{"agent_name": "Ray Richards"}', 'gpt-realtime',
              'gpt-4o-transcribe', 'verse', 1, 'caller_hung_up', 'completed', 'caller_hung_up', 5210, 4100, 1820, 9804,
              8000, 412, 9, 0.0041, 0.183214, 11100, 9800, 3, 1)
            """#, true
        ),
        (
            """
            INSERT INTO call_turns (call_id, ts, role, text, event_type, sequence, heard_text, cut_ms, tool_call_id)
            VALUES
              ($1, '2026-11-23 16:52:33+00', 'assistant', 'Hi, this is Ray.', 'x', 1, NULL, NULL, NULL),
              ($1, '2026-11-23 16:52:41+00', 'assistant', 'I found two homes. The first is 123 Main Street.', 'x', 4,
               'I found two', 3200, NULL),
              ($1, '2026-11-23 16:52:38+00', 'user', 'Show me 3-bedroom homes in Austin', 'x', 2, NULL, NULL, NULL),
              ($1, '2026-11-23 16:52:39+00', 'tool', '{"ok":true}', 'x', 3, NULL, NULL, 'call_1')
            """, false
        ),
        (
            """
            INSERT INTO tool_calls (call_id, ts, name, args, result, duration_ms, success, sequence, tool_call_id)
            VALUES ($1, '2026-11-23 16:52:39+00', 'search_properties', '{"city": "Austin", "beds": 3}',
              '{"ok": true, "data": {"count": 2}}', 42, true, 3, 'call_1')
            """, false
        ),
        (
            """
            INSERT INTO call_claims (id, call_id, ts, commitment, sentence, corrected)
            VALUES (gen_random_uuid(), $1, '2026-11-23 16:52:41+00', 'booking', 'I have booked it.', true)
            """, false
        ),
        (
            """
            INSERT INTO call_summaries (call_id, summary_json, score_lead_quality, next_actions, properties_mentioned,
              source, model)
            VALUES ($1, '{"summary": "Wants three bedrooms in Austin."}', 82, '{"Call back, soon","Send papers"}',
              '{ATX-1001}', 'model', 'gpt-realtime')
            """, false
        ),
    ]
}
