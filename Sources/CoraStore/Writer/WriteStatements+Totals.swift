/// Statements for how a call ended and what it used. They count anew each time from rows that are there once, so that a
/// row that is sent twice counts once.
extension WriteStatements {
    /// A call's end is the end of its last stream, and of that stream the latest. A call whose beginning was never
    /// written gets its row here. An outcome that the business has given stays; `process_lost` gives way to what turns
    /// out to have happened.
    static let callEnded = """
        INSERT INTO calls AS c (id, tenant_id, twilio_sid, started_at, ended_at, duration_ms, caller_number,
          agent_number, streams, outcome, termination, termination_result, termination_detail)
        SELECT DISTINCT ON (id) id, tenant_id, twilio_sid, ended_at, ended_at, 0, caller_number, agent_number, streams,
          outcome, termination, termination_result, termination_detail
        FROM \(rows(.callEnded)) ORDER BY id, streams DESC, ended_at DESC
        ON CONFLICT (id) DO UPDATE SET ended_at = greatest(excluded.ended_at, c.started_at),
          duration_ms = greatest(extract(epoch FROM excluded.ended_at - c.started_at) * 1000, 0)::bigint,
          streams = excluded.streams,
          outcome = coalesce(nullif(c.outcome, '\(LostCalls.outcome)'), excluded.outcome),
          termination = excluded.termination, termination_result = excluded.termination_result,
          termination_detail = excluded.termination_detail, updated_at = now()
        WHERE c.streams < excluded.streams
          OR c.streams = excluded.streams AND (c.ended_at IS NULL OR c.ended_at < excluded.ended_at)
        """

    /// Writes what each stream counted.
    static let streams = """
        INSERT INTO call_streams AS s (call_id, stream, tenant_id, ended_at, termination, frames_in, frames_out,
          frames_dropped, barge_ins, figures)
        SELECT DISTINCT ON (id, streams) id, streams, tenant_id, ended_at, termination, frames_in, frames_out,
          frames_dropped, barge_ins, figures
        FROM \(rows(.callEnded)) ORDER BY id, streams, ended_at DESC
        ON CONFLICT (call_id, stream) DO UPDATE SET ended_at = excluded.ended_at, termination = excluded.termination,
          frames_in = excluded.frames_in, frames_out = excluded.frames_out, frames_dropped = excluded.frames_dropped,
          barge_ins = excluded.barge_ins, figures = excluded.figures
        WHERE s.ended_at < excluded.ended_at
        """

    /// Sets a call's figures to the sums over its streams; of `figures`, the members that are numbers.
    static let streamTotals = """
        UPDATE calls SET frames_in = t.frames_in, frames_out = t.frames_out, frames_dropped = t.frames_dropped,
          barge_ins = least(t.barge_ins, 2147483647), figures = t.figures, updated_at = now()
        FROM (
          SELECT call_id, sum(frames_in) AS frames_in, sum(frames_out) AS frames_out,
            sum(frames_dropped) AS frames_dropped, sum(barge_ins) AS barge_ins,
            (SELECT jsonb_object_agg(key, total) FROM (
              SELECT key, sum(value::text::numeric) AS total
              FROM call_streams AS one CROSS JOIN LATERAL jsonb_each(one.figures)
              WHERE one.call_id = s.call_id AND jsonb_typeof(one.figures) = 'object'
                AND jsonb_typeof(value) = 'number' GROUP BY key
            ) AS sums) AS figures
          FROM call_streams AS s WHERE call_id = ANY ($1::uuid[]) GROUP BY call_id
        ) AS t
        WHERE calls.id = t.call_id
        """

    /// Sets a call's totals, counted anew from its bills, so that a bill that is sent twice counts once.
    static let totals = """
        UPDATE calls SET
          cost_audio_tokens = least(u.audio_in + u.audio_out, 2147483647),
          cost_text_tokens = least(u.text_in + u.text_out, 2147483647),
          audio_in_tokens = u.audio_in, audio_in_cached_tokens = u.audio_in_cached, audio_out_tokens = u.audio_out,
          text_in_tokens = u.text_in, text_in_cached_tokens = u.text_in_cached, text_out_tokens = u.text_out,
          responses = u.responses, transcription_in_tokens = u.transcription_in,
          transcription_out_tokens = u.transcription_out, transcription_ms = u.transcription_ms,
          transcription_cost_usd = u.transcription_cost, cost_usd = u.cost, updated_at = now()
        FROM (
          SELECT call_id, sum(audio_in_tokens) AS audio_in, sum(audio_in_cached_tokens) AS audio_in_cached,
            sum(audio_out_tokens) AS audio_out, sum(text_in_tokens) AS text_in,
            sum(text_in_cached_tokens) AS text_in_cached, sum(text_out_tokens) AS text_out,
            count(*) FILTER (WHERE kind = 'response') AS responses,
            sum(transcription_in_tokens) AS transcription_in, sum(transcription_out_tokens) AS transcription_out,
            sum(transcription_ms) AS transcription_ms,
            sum(cost_usd) FILTER (WHERE kind = 'transcription') AS transcription_cost,
            CASE WHEN bool_and(cost_usd IS NOT NULL) THEN sum(cost_usd) END AS cost
          FROM call_usage WHERE call_id = ANY ($1::uuid[]) GROUP BY call_id
        ) AS u
        WHERE calls.id = u.call_id
        """
}
