extension Migration {
    /// Views that answer the business's questions about the record; people can query them too.
    ///
    /// Days, weekdays and hours are those of the tenant's clock. All views are built on one that has one row a call, so
    /// that a conversation, a lead and a showing mean the same everywhere.
    static let analytics = Migration(
        version: 15, name: "analytics",
        sql: #"""
            -- A month of all tenants is found by this; of one tenant by idx_calls_tenant_started.
            CREATE INDEX idx_calls_started ON calls(started_at);
            CREATE INDEX idx_tool_calls_leads ON tool_calls(call_id) WHERE name = 'qualify_lead' AND success;
            CREATE INDEX idx_leads_created ON leads(tenant_id, created_at);
            CREATE INDEX idx_showings_created ON showings(tenant_id, created_at);

            CREATE SCHEMA IF NOT EXISTS analytics;
            COMMENT ON SCHEMA analytics IS
              'Calls, leads and showings for the business. To let somebody read it and nothing else: GRANT USAGE ON SCHEMA analytics TO who; GRANT SELECT ON ALL TABLES IN SCHEMA analytics TO who;';

            -- A tenant whose zone nobody knows must not take the figures of all others away.
            CREATE FUNCTION analytics.zone(name TEXT) RETURNS TEXT LANGUAGE plpgsql STABLE AS $$
            BEGIN
              PERFORM now() AT TIME ZONE name;
              RETURN coalesce(name, 'UTC');
            EXCEPTION WHEN invalid_parameter_value THEN
              RETURN 'UTC';
            END
            $$;
            COMMENT ON FUNCTION analytics.zone(TEXT) IS 'The time zone of that name, or UTC if there is none.';

            CREATE VIEW analytics.tenants AS
              SELECT id AS tenant_id, agent_name, brand_name, analytics.zone(time_zone) AS time_zone, enabled
              FROM tenants;
            COMMENT ON VIEW analytics.tenants IS 'The businesses, with the time zone their days are counted in.';

            CREATE VIEW analytics.calls AS
              -- Materialized: the zone is looked at once a tenant, not once a call.
              WITH agents AS MATERIALIZED (SELECT tenant_id, agent_name, time_zone FROM analytics.tenants)
              SELECT
                c.id AS call_id, c.twilio_sid AS call_sid, c.tenant_id,
                coalesce(a.agent_name, c.tenant ->> 'agent_name', c.tenant_id) AS agent_name,
                c.started_at, c.ended_at, at.local AS local_start, at.local::date AS day,
                extract(isodow FROM at.local)::int AS weekday, extract(hour FROM at.local)::int AS hour,
                round(c.duration_ms / 1000.0)::int AS seconds,
                c.caller_number, c.caller_name,
                CASE WHEN c.ended_at IS NULL THEN 'in_progress' ELSE coalesce(c.outcome, 'unknown') END AS outcome,
                c.termination_result AS result, c.termination AS ending,
                c.ended_at IS NOT NULL
                  AND coalesce(c.outcome, 'unknown') NOT IN ('no_conversation', 'unknown', 'process_lost')
                  AS is_conversation,
                EXISTS (SELECT FROM tool_calls q WHERE q.call_id = c.id AND q.name = 'qualify_lead' AND q.success)
                  OR EXISTS (SELECT FROM showings s WHERE s.call_id = c.id AND s.status <> 'cancelled') AS is_lead,
                EXISTS (SELECT FROM showings s WHERE s.call_id = c.id AND s.status <> 'cancelled') AS is_showing,
                EXISTS (SELECT FROM callbacks b WHERE b.call_id = c.id AND b.source = 'tool') AS is_callback,
                EXISTS (SELECT FROM transfers t WHERE t.call_id = c.id AND t.status = 'answered') AS is_transfer,
                coalesce(c.termination_result IN ('model_fault', 'server_fault'), false) AS is_failure,
                c.barge_ins, c.cost_usd
              FROM calls c
              LEFT JOIN agents a ON a.tenant_id = c.tenant_id
              CROSS JOIN LATERAL (SELECT c.started_at AT TIME ZONE coalesce(a.time_zone, 'UTC') AS local) AS at;
            COMMENT ON VIEW analytics.calls IS
              'One row a call. Calls that the tenant''s retention has purged are in none of these views.';
            COMMENT ON COLUMN analytics.calls.local_start IS 'started_at by the tenant''s clock.';
            COMMENT ON COLUMN analytics.calls.weekday IS '1 is Monday, 7 Sunday, by the tenant''s clock.';
            COMMENT ON COLUMN analytics.calls.outcome IS
              'The summary''s word for what the call came to; in_progress while it lives, unknown until it is summed up.';
            COMMENT ON COLUMN analytics.calls.is_conversation IS
              'The caller spoke: the call ended and its outcome is not no_conversation, unknown or process_lost.';
            COMMENT ON COLUMN analytics.calls.is_lead IS
              'The caller''s wishes were taken down (qualify_lead), or a showing was booked.';
            COMMENT ON COLUMN analytics.calls.is_showing IS 'A showing was booked in the call, and not cancelled since.';
            COMMENT ON COLUMN analytics.calls.is_callback IS 'The caller asked to be called back.';
            COMMENT ON COLUMN analytics.calls.is_transfer IS 'A person took the call over.';
            COMMENT ON COLUMN analytics.calls.is_failure IS 'The model or this service ended it, not the caller.';
            COMMENT ON COLUMN analytics.calls.cost_usd IS
              'Model and transcription at the prices of the day, US dollars; NULL where a price is not known.';

            CREATE VIEW analytics.calls_by_hour AS
              SELECT tenant_id, day, weekday, hour, outcome, count(*)::int AS calls,
                count(*) FILTER (WHERE is_conversation)::int AS conversations, coalesce(sum(seconds), 0)::bigint AS seconds,
                sum(cost_usd) AS cost_usd
              FROM analytics.calls GROUP BY tenant_id, day, weekday, hour, outcome;
            COMMENT ON VIEW analytics.calls_by_hour IS
              'Calls by day, hour and outcome: when the telephone rings. By the tenant''s clock.';

            CREATE VIEW analytics.calls_by_day AS
              SELECT tenant_id, day, count(*)::int AS calls,
                count(*) FILTER (WHERE is_conversation)::int AS conversations,
                count(*) FILTER (WHERE is_lead)::int AS leads, count(*) FILTER (WHERE is_showing)::int AS showings,
                count(*) FILTER (WHERE is_callback)::int AS callbacks,
                count(*) FILTER (WHERE is_transfer)::int AS transfers,
                count(*) FILTER (WHERE is_failure)::int AS failures, coalesce(sum(seconds), 0)::bigint AS seconds,
                sum(cost_usd) AS cost_usd,
                sum(cost_usd) / nullif(count(*) FILTER (WHERE is_conversation), 0) AS cost_per_conversation_usd
              FROM analytics.calls GROUP BY tenant_id, day;
            COMMENT ON VIEW analytics.calls_by_day IS
              'A tenant''s day: calls, and how many of them came to a conversation, a lead, a showing; what it cost.';
            COMMENT ON COLUMN analytics.calls_by_day.cost_per_conversation_usd IS
              'What all calls of the day cost, shared among the conversations.';

            CREATE VIEW analytics.agents AS
              SELECT tenant_id, agent_name, date_trunc('month', day)::date AS month, count(*)::int AS calls,
                count(*) FILTER (WHERE is_conversation)::int AS conversations,
                count(*) FILTER (WHERE is_lead)::int AS leads, count(*) FILTER (WHERE is_showing)::int AS showings,
                round(avg(seconds) FILTER (WHERE is_conversation))::int AS average_seconds,
                round(100.0 * count(*) FILTER (WHERE is_showing) / nullif(count(*) FILTER (WHERE is_conversation), 0), 1)
                  AS showing_percent,
                sum(cost_usd) / nullif(count(*) FILTER (WHERE is_conversation), 0) AS cost_per_conversation_usd
              FROM analytics.calls GROUP BY tenant_id, agent_name, date_trunc('month', day);
            COMMENT ON VIEW analytics.agents IS 'Agents compared, by month: what their calls came to.';

            CREATE VIEW analytics.leads AS
              WITH agents AS MATERIALIZED (SELECT tenant_id, agent_name, time_zone FROM analytics.tenants)
              SELECT l.id AS lead_id, l.tenant_id, a.agent_name, l.created_at, l.updated_at,
                (l.created_at AT TIME ZONE a.time_zone)::date AS day, l.caller_number, l.name, l.email, l.intent,
                l.budget, l.timeline, l.financing_status, l.score, least(l.score / 20, 4) * 20 AS score_band,
                c.twilio_sid AS call_sid
              FROM leads l JOIN agents a ON a.tenant_id = l.tenant_id LEFT JOIN calls c ON c.id = l.call_id;
            COMMENT ON VIEW analytics.leads IS 'One row a lead: a caller and what was learnt of them, over all their calls.';
            COMMENT ON COLUMN analytics.leads.day IS 'When the lead was first noted, by the tenant''s clock.';
            COMMENT ON COLUMN analytics.leads.score_band IS 'The score''s band of twenty: 0, 20, 40, 60, or 80 for 80 to 100.';
            COMMENT ON COLUMN analytics.leads.call_sid IS 'The call that last added to it.';

            CREATE VIEW analytics.lead_scores AS
              SELECT tenant_id, day, score_band, count(*)::int AS leads FROM analytics.leads
              WHERE score IS NOT NULL GROUP BY tenant_id, day, score_band;
            COMMENT ON VIEW analytics.lead_scores IS 'New leads by day and band of score.';

            CREATE VIEW analytics.showings AS
              WITH agents AS MATERIALIZED (SELECT tenant_id, agent_name, time_zone FROM analytics.tenants)
              SELECT s.id AS showing_id, s.tenant_id, a.agent_name, s.created_at,
                (s.created_at AT TIME ZONE a.time_zone)::date AS day, s.starts_at,
                s.starts_at AT TIME ZONE a.time_zone AS local_start, s.property_id, p.address, p.city, p.price,
                s.contact_name, s.contact_phone, s.contact_email, s.status, s.confirmation_code, c.twilio_sid AS call_sid
              FROM showings s JOIN agents a ON a.tenant_id = s.tenant_id
              JOIN properties p ON p.tenant_id = s.tenant_id AND p.id = s.property_id
              LEFT JOIN calls c ON c.id = s.call_id;
            COMMENT ON VIEW analytics.showings IS 'One row a showing, cancelled ones too.';
            COMMENT ON COLUMN analytics.showings.day IS 'When it was booked, by the tenant''s clock.';

            CREATE VIEW analytics.property_interest AS
              WITH agents AS MATERIALIZED (SELECT tenant_id, time_zone FROM analytics.tenants)
              SELECT c.tenant_id, (c.started_at AT TIME ZONE coalesce(a.time_zone, 'UTC'))::date AS day, c.started_at AS at,
                'asked' AS kind, coalesce(p.id, q.id) AS property_id, coalesce(p.address, q.address, m.words) AS property,
                c.id AS call_id
              FROM calls c
              JOIN call_summaries s ON s.call_id = c.id
              CROSS JOIN LATERAL unnest(s.properties_mentioned) AS m (words)
              LEFT JOIN agents a ON a.tenant_id = c.tenant_id
              LEFT JOIN properties p ON p.tenant_id = c.tenant_id AND p.id = m.words
              LEFT JOIN properties q ON p.id IS NULL AND q.tenant_id = c.tenant_id AND lower(q.address) = lower(m.words)
              WHERE m.words <> ''
              UNION ALL
              SELECT tenant_id, day, created_at, 'showing', property_id, address, NULL FROM analytics.showings
              WHERE status <> 'cancelled';
            COMMENT ON VIEW analytics.property_interest IS
              'One row for each property that a call spoke of (kind asked), and for each showing (kind showing).';
            COMMENT ON COLUMN analytics.property_interest.property_id IS
              'The listing; NULL where what was spoken of is not among the listings, by id or address.';

            DO $$
            DECLARE
              stranger TEXT;
            BEGIN
              FOR stranger IN SELECT rolname FROM pg_roles WHERE rolname IN ('anon', 'authenticated') LOOP
                EXECUTE format('REVOKE ALL ON SCHEMA analytics FROM %I', stranger);
                EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA analytics FROM %I', stranger);
              END LOOP;
            END
            $$;
            """#)
}
