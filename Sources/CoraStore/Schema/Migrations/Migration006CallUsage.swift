extension Migration {
    /// One row for each bill, so that totals can be counted anew: adding to a total would count a bill twice when a
    /// batch is sent again.
    static let callUsage = Migration(
        version: 6, name: "call_usage",
        sql: #"""
            CREATE TABLE call_usage (
              id UUID PRIMARY KEY,
              call_id UUID NOT NULL REFERENCES calls(id) ON DELETE CASCADE,
              tenant_id TEXT,
              ts TIMESTAMPTZ NOT NULL,
              kind TEXT NOT NULL CHECK (kind IN ('response', 'transcription')),
              model TEXT,
              audio_in_tokens BIGINT NOT NULL DEFAULT 0,
              audio_in_cached_tokens BIGINT NOT NULL DEFAULT 0,
              audio_out_tokens BIGINT NOT NULL DEFAULT 0,
              text_in_tokens BIGINT NOT NULL DEFAULT 0,
              text_in_cached_tokens BIGINT NOT NULL DEFAULT 0,
              text_out_tokens BIGINT NOT NULL DEFAULT 0,
              transcription_in_tokens BIGINT NOT NULL DEFAULT 0,
              transcription_out_tokens BIGINT NOT NULL DEFAULT 0,
              transcription_ms BIGINT NOT NULL DEFAULT 0,
              -- Billionths: a cached text token costs less than a ten-millionth of a dollar.
              cost_usd NUMERIC(18, 9),
              created_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
            );
            CREATE INDEX idx_call_usage_call_id ON call_usage(call_id);
            """#)
}
