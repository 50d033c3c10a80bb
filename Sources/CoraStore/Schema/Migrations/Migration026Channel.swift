extension Migration {
    /// By which way a caller came, what the page of a web session measured, and both in the views for the business.
    static let channel = Migration(
        version: 26, name: "channel",
        sql: #"""
            ALTER TABLE calls ADD COLUMN channel TEXT NOT NULL DEFAULT 'telephone'
              CHECK (channel IN ('telephone', 'web'));
            UPDATE calls SET channel = 'web' WHERE caller_number = 'web';

            -- One row a session: the page tells the whole of it each time. NULL: it did not measure that.
            CREATE TABLE call_page_figures (
              call_id UUID PRIMARY KEY REFERENCES calls(id) ON DELETE CASCADE,
              tenant_id TEXT,
              ts TIMESTAMPTZ NOT NULL,
              -- How the agent's audio came: by the session's socket, or over a peer connection.
              media TEXT CHECK (media IN ('socket', 'webrtc')),
              first_audio_ms INTEGER,
              -- Of the latest answers and barge-ins, the oldest first.
              turn_ms INTEGER[] NOT NULL DEFAULT '{}',
              barge_in_ms INTEGER[] NOT NULL DEFAULT '{}',
              gaps INTEGER,
              gap_ms INTEGER,
              jitter_ms INTEGER,
              lost INTEGER,
              received INTEGER,
              round_trip_ms INTEGER,
              created_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
            );

            -- As in "unknown_outcome", with the channel behind.
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
                c.barge_ins, c.cost_usd, c.channel
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
            COMMENT ON COLUMN analytics.calls.channel IS 'How the caller came: telephone, or web for a browser or an app.';

            CREATE VIEW analytics.channels AS
              SELECT tenant_id, channel, date_trunc('month', day)::date AS month, count(*)::int AS calls,
                count(*) FILTER (WHERE is_conversation)::int AS conversations,
                count(*) FILTER (WHERE is_lead)::int AS leads, count(*) FILTER (WHERE is_showing)::int AS showings,
                count(*) FILTER (WHERE is_callback)::int AS callbacks,
                coalesce(sum(seconds), 0)::bigint AS seconds, sum(cost_usd) AS cost_usd,
                sum(cost_usd) / nullif(count(*) FILTER (WHERE is_conversation), 0) AS cost_per_conversation_usd
              FROM analytics.calls GROUP BY tenant_id, channel, date_trunc('month', day);
            COMMENT ON VIEW analytics.channels IS 'Telephone and web compared, by month: what the calls came to.';

            CREATE VIEW analytics.web_sessions AS
              SELECT v.call_id, v.call_sid, v.tenant_id, v.agent_name, v.started_at, v.local_start, v.day, v.seconds,
                v.outcome, f.media, f.first_audio_ms,
                (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY t) FROM unnest(f.turn_ms) t) AS median_turn_ms,
                (SELECT max(t) FROM unnest(f.turn_ms) t) AS slowest_turn_ms,
                (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY b) FROM unnest(f.barge_in_ms) b)
                  AS median_barge_in_ms,
                f.gaps, f.gap_ms, f.jitter_ms, f.lost, f.received,
                round(100.0 * f.lost / nullif(f.lost::bigint + f.received, 0), 2) AS lost_percent, f.round_trip_ms
              FROM analytics.calls v LEFT JOIN call_page_figures f ON f.call_id = v.call_id WHERE v.channel = 'web';
            COMMENT ON VIEW analytics.web_sessions IS
              'One row a web session, with what its page measured; NULL where a page did not say.';
            COMMENT ON COLUMN analytics.web_sessions.gaps IS
              'How often the agent''s audio broke off in the middle; gap_ms is how long that was in all.';

            -- As in "privacy" and "analytics": not on Supabase's web.
            DO $$
            DECLARE
              stranger TEXT;
            BEGIN
              FOR stranger IN SELECT rolname FROM pg_roles WHERE rolname IN ('anon', 'authenticated') LOOP
                EXECUTE format('REVOKE ALL ON TABLE call_page_figures FROM %I', stranger);
                EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA analytics FROM %I', stranger);
              END LOOP;
            END
            $$;
            """#)
}
