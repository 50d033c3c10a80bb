extension Migration {
    /// Makes the outcome unknown until a call is summed up: how the call ended stood there meanwhile, and was taken for
    /// the outcome of a conversation.
    static let unknownOutcome = Migration(
        version: 18, name: "unknown_outcome",
        sql: #"""
            CREATE OR REPLACE VIEW analytics.calls AS
              WITH agents AS MATERIALIZED (SELECT tenant_id, agent_name, time_zone FROM analytics.tenants)
              SELECT
                c.id AS call_id, c.twilio_sid AS call_sid, c.tenant_id,
                coalesce(a.agent_name, c.tenant ->> 'agent_name', c.tenant_id) AS agent_name,
                c.started_at, c.ended_at, at.local AS local_start, at.local::date AS day,
                extract(isodow FROM at.local)::int AS weekday, extract(hour FROM at.local)::int AS hour,
                round(c.duration_ms / 1000.0)::int AS seconds,
                c.caller_number, c.caller_name, came.outcome,
                c.termination_result AS result, c.termination AS ending,
                came.outcome NOT IN ('in_progress', 'no_conversation', 'unknown', 'process_lost') AS is_conversation,
                EXISTS (SELECT FROM tool_calls q WHERE q.call_id = c.id AND q.name = 'qualify_lead' AND q.success)
                  OR EXISTS (SELECT FROM showings s WHERE s.call_id = c.id AND s.status <> 'cancelled') AS is_lead,
                EXISTS (SELECT FROM showings s WHERE s.call_id = c.id AND s.status <> 'cancelled') AS is_showing,
                EXISTS (SELECT FROM callbacks b WHERE b.call_id = c.id AND b.source = 'tool') AS is_callback,
                EXISTS (SELECT FROM transfers t WHERE t.call_id = c.id AND t.status = 'answered') AS is_transfer,
                coalesce(c.termination_result IN ('model_fault', 'server_fault'), false) AS is_failure,
                c.barge_ins, c.cost_usd
              FROM calls c
              LEFT JOIN agents a ON a.tenant_id = c.tenant_id
              CROSS JOIN LATERAL (SELECT c.started_at AT TIME ZONE coalesce(a.time_zone, 'UTC') AS local) AS at
              CROSS JOIN LATERAL (
                SELECT CASE
                  WHEN c.ended_at IS NULL THEN 'in_progress'
                  WHEN c.outcome IS NULL THEN 'unknown'
                  WHEN c.outcome = 'process_lost' THEN c.outcome
                  -- A summary can come to the same word; one of an earlier stream is no word on this one.
                  WHEN c.outcome = c.termination AND NOT EXISTS (
                    SELECT FROM call_summaries s WHERE s.call_id = c.id AND s.outcome = c.outcome) THEN 'unknown'
                  ELSE c.outcome
                END AS outcome
              ) AS came;
            """#)
}
