/// A business that has been running for a while: four tenants, listings, and calls over the last days with all that
/// hangs on them. The same rows for the same numbers: chance is a hash of the row's number.
enum AnalyticsSeed {
    /// Statements for `psql` or a script, on an empty schema.
    /// - Parameters:
    ///   - calls: how many.
    ///   - days: over how many days before `end` they are spread.
    ///   - end: a timestamp as SQL.
    static func sql(calls: Int, days: Int, end: String = "now()") -> String {
        """
        CREATE FUNCTION pg_temp.chance(n BIGINT, salt TEXT) RETURNS DOUBLE PRECISION LANGUAGE sql IMMUTABLE AS
          $$ SELECT (hashtextextended(salt, n) & 1048575) / 1048576.0 $$;

        INSERT INTO tenants (id, agent_name, greeting_template, time_zone) VALUES
          ('ray-richards', 'Ray Richards', 'Hi', 'America/Chicago'),
          ('sarah-chen', 'Sarah Chen', 'Hello', 'America/Los_Angeles'),
          ('lone-star', 'Lone Star Realty', 'Hi', 'America/Chicago'),
          ('harbour', 'Harbour & Co.', 'Good day', 'Europe/London')
          ON CONFLICT DO NOTHING;

        INSERT INTO properties (tenant_id, id, address, city, state, price, beds, baths)
        SELECT t.id, upper(left(t.id, 3)) || '-' || (1000 + n),
          (100 + n * 37) || ' ' || (ARRAY['Maple Avenue', 'Oak Lane', 'Cedar Street', 'River Road', 'Hill Drive',
            'Juniper Court', 'Barton Springs Road', 'Lakeview Terrace'])[1 + n % 8],
          (ARRAY['Austin', 'Round Rock', 'Georgetown'])[1 + n % 3], 'TX', 250000 + n * 41000, 2 + n % 4, 1 + n % 3
        FROM tenants t CROSS JOIN generate_series(1, 20) n
        WHERE t.id IN ('ray-richards', 'sarah-chen', 'lone-star', 'harbour') ON CONFLICT DO NOTHING;

        CREATE TEMP TABLE seeds AS
        WITH numbered AS (
          SELECT n, (ARRAY['ray-richards', 'ray-richards', 'sarah-chen', 'sarah-chen', 'lone-star', 'harbour'])
            [1 + floor(pg_temp.chance(n, 'tenant') * 6)::int] AS tenant,
            pg_temp.chance(n, 'day') AS d, pg_temp.chance(n, 'hour') AS h, pg_temp.chance(n, 'hour2') AS h2,
            pg_temp.chance(n, 'outcome') AS o, pg_temp.chance(n, 'length') AS l, pg_temp.chance(n, 'score') AS s,
            pg_temp.chance(n, 'property') AS p, pg_temp.chance(n, 'weekend') AS w
          FROM generate_series(1, \(calls)) n
        ), timed AS (
          SELECT *, date_trunc('day', \(end)) - floor(d * \(days))::int * interval '1 day'
            + (9 + (h + h2) * 5.5) * interval '1 hour' AS at FROM numbered
        )
        SELECT n, tenant, md5(n::text)::uuid AS id,
          least((at::timestamp AT TIME ZONE t.time_zone)
            + CASE WHEN extract(isodow FROM at) > 5 AND w < 0.7 THEN interval '2 days' ELSE interval '0' END,
            \(end) - interval '30 minutes') AS at,
          CASE WHEN o < 0.13 THEN 'showing_booked' WHEN o < 0.22 THEN 'callback_requested' WHEN o < 0.28 THEN 'transferred'
            WHEN o < 0.48 THEN 'lead_qualified' WHEN o < 0.74 THEN 'information_given' WHEN o < 0.81 THEN 'not_interested'
            WHEN o < 0.85 THEN 'wrong_number' WHEN o < 0.93 THEN 'no_conversation' ELSE 'unfinished' END AS outcome,
          (12 + l * l * 400)::int AS seconds, floor(s * 101)::int AS score, 1 + floor(p * p * 20)::int AS property,
          '+1512555' || lpad((n % 4000)::text, 4, '0') AS caller
        FROM timed JOIN tenants t ON t.id = timed.tenant;

        INSERT INTO calls (id, tenant_id, twilio_sid, started_at, ended_at, duration_ms, outcome, caller_number,
          agent_number, tenant, model, termination, termination_result, responses, cost_usd, barge_ins)
        SELECT id, tenant, 'CA' || md5(n::text), at, at + seconds * interval '1 second', seconds * 1000, outcome, caller,
          '+14155550100', jsonb_build_object('agent_name', tenant, 'instructions', repeat('Say little. ', 60)),
          'gpt-realtime-2.1-mini', CASE WHEN n % 97 = 0 THEN 'model_lost' ELSE 'caller_hung_up' END,
          CASE WHEN n % 97 = 0 THEN 'model_fault' ELSE 'completed' END, seconds / 8, seconds * 0.00055, n % 3
        FROM seeds;

        INSERT INTO call_summaries (call_id, tenant_id, summary_json, score_lead_quality, properties_mentioned, outcome)
        SELECT id, tenant, jsonb_build_object('summary', 'Asked about a home, number ' || n || '.'), score,
          CASE WHEN outcome IN ('wrong_number', 'no_conversation') THEN '{}'
            WHEN n % 5 = 0 THEN ARRAY['A home in Pflugerville']
            WHEN n % 2 = 0 THEN ARRAY[upper(left(tenant, 3)) || '-' || (1000 + property)]
            ELSE ARRAY[(SELECT address FROM properties p WHERE p.tenant_id = tenant
              AND p.id = upper(left(tenant, 3)) || '-' || (1000 + property))] END, outcome
        FROM seeds;

        INSERT INTO tool_calls (call_id, tenant_id, ts, name, args, result, duration_ms, success)
        SELECT id, tenant, at, name, '{}', '{"ok":true}', 40, true
        FROM seeds CROSS JOIN unnest(ARRAY['search_properties', 'qualify_lead']) AS name
        WHERE outcome IN ('showing_booked', 'lead_qualified') OR name = 'search_properties' AND n % 2 = 0;

        INSERT INTO leads (tenant_id, caller_number, call_id, name, intent, budget, timeline, financing_status, score,
          created_at)
        SELECT DISTINCT ON (tenant, caller) tenant, caller, id, 'Caller ' || n,
          CASE WHEN n % 4 = 0 THEN 'sell' ELSE 'buy' END, 200000 + score * 5000, 'this spring',
          CASE WHEN score > 70 THEN 'preapproved' ELSE 'unknown' END, score, at
        FROM seeds WHERE outcome IN ('showing_booked', 'lead_qualified') ORDER BY tenant, caller, at;

        -- Each its own half hour of its property, so that none is booked twice.
        INSERT INTO showings (tenant_id, property_id, call_id, starts_at, ends_at, contact_name, contact_phone, status,
          created_at)
        SELECT tenant, upper(left(tenant, 3)) || '-' || (1000 + property), id,
          timestamptz '2030-01-01' + n * interval '1 hour', timestamptz '2030-01-01' + n * interval '1 hour' + interval '30 minutes',
          'Caller ' || n, caller, CASE WHEN n % 12 = 0 THEN 'cancelled' ELSE 'booked' END, at
        FROM seeds WHERE outcome = 'showing_booked';

        INSERT INTO callbacks (tenant_id, call_id, phone, reason, created_at)
        SELECT tenant, id, caller, 'general_question', at FROM seeds WHERE outcome = 'callback_requested';
        INSERT INTO transfers (tenant_id, call_id, queue, urgency, number, status, created_at)
        SELECT tenant, id, 'primary_agent', 'normal', '+15125550000',
          CASE WHEN n % 3 = 0 THEN 'unanswered' ELSE 'answered' END, at FROM seeds WHERE outcome = 'transferred';
        DROP TABLE seeds;
        ANALYZE;
        """
    }
}
