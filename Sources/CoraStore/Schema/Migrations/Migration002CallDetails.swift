extension Migration {
    /// Further columns and indexes of the four tables; nothing that was there changes.
    static let callDetails = Migration(
        version: 2, name: "call_details",
        sql: #"""
            ALTER TABLE calls
              -- The carrier's lookup of the caller, and who passed the call on to us: for the person who reads the
              -- call.
              ADD COLUMN caller_name TEXT,
              ADD COLUMN forwarded_from TEXT,
              -- The tenant as it was when the call began. A tenant may change during a call, and whoever takes the call
              -- up again after a crash has to say the same things in the same voice.
              ADD COLUMN tenant JSONB,
              ADD COLUMN model TEXT,
              ADD COLUMN transcription_model TEXT,
              ADD COLUMN voice TEXT,
              ADD COLUMN audio_format TEXT,
              ADD COLUMN greeting TEXT,
              -- Streams the call has had: over one, the caller was cut off and came back.
              ADD COLUMN streams INTEGER NOT NULL DEFAULT 1,
              -- The process that has the call, for finding calls that a dead process left open.
              ADD COLUMN instance TEXT,
              -- `outcome` is the business's word for it; these are the telephone's.
              ADD COLUMN termination TEXT,
              ADD COLUMN termination_result TEXT,
              ADD COLUMN termination_detail TEXT,
              ADD COLUMN duration_ms BIGINT,
              -- Each sort of token has a price of its own; the two `cost_..._tokens` are sums of these.
              ADD COLUMN audio_in_tokens BIGINT NOT NULL DEFAULT 0,
              ADD COLUMN audio_in_cached_tokens BIGINT NOT NULL DEFAULT 0,
              ADD COLUMN audio_out_tokens BIGINT NOT NULL DEFAULT 0,
              ADD COLUMN text_in_tokens BIGINT NOT NULL DEFAULT 0,
              ADD COLUMN text_in_cached_tokens BIGINT NOT NULL DEFAULT 0,
              ADD COLUMN text_out_tokens BIGINT NOT NULL DEFAULT 0,
              ADD COLUMN responses INTEGER NOT NULL DEFAULT 0,
              -- Transcription of the caller is billed apart from the conversation, by tokens or by time.
              ADD COLUMN transcription_in_tokens BIGINT NOT NULL DEFAULT 0,
              ADD COLUMN transcription_out_tokens BIGINT NOT NULL DEFAULT 0,
              ADD COLUMN transcription_ms BIGINT NOT NULL DEFAULT 0,
              ADD COLUMN transcription_cost_usd NUMERIC(12, 6),
              -- Everything together at the prices of the day; NULL where a price is not known.
              ADD COLUMN cost_usd NUMERIC(12, 6),
              -- What a complaint about sound or interruptions is answered from.
              ADD COLUMN frames_in BIGINT NOT NULL DEFAULT 0,
              ADD COLUMN frames_out BIGINT NOT NULL DEFAULT 0,
              ADD COLUMN frames_dropped BIGINT NOT NULL DEFAULT 0,
              ADD COLUMN barge_ins INTEGER NOT NULL DEFAULT 0,
              ADD COLUMN figures JSONB,
              ADD COLUMN updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
              ADD CONSTRAINT calls_ended_after_start CHECK (ended_at >= started_at);

            -- Calls that are open: a handful among millions.
            CREATE INDEX idx_calls_open ON calls(started_at) WHERE ended_at IS NULL;

            ALTER TABLE call_turns
              -- Every table can be read, exported and purged for one tenant without a join.
              ADD COLUMN tenant_id TEXT,
              -- Turns are finished out of order and share milliseconds; this is the order they were spoken in.
              ADD COLUMN sequence INTEGER,
              -- The model's id of the item, which a resumed conversation is rebuilt with.
              ADD COLUMN item_id TEXT,
              -- What the caller heard before taking the word, and where it was cut: NULL for a turn heard whole.
              ADD COLUMN heard_text TEXT,
              ADD COLUMN cut_ms INTEGER,
              -- Ties a tool's turn to its row in tool_calls and to the model's own call.
              ADD COLUMN tool_call_id TEXT,
              ADD CONSTRAINT call_turns_sequence_positive CHECK (sequence > 0),
              ADD CONSTRAINT call_turns_milliseconds CHECK (audio_ms >= 0 AND cut_ms >= 0);

            ALTER TABLE tool_calls
              ADD COLUMN tenant_id TEXT,
              -- When it was asked for; `created_at` is when the row arrived.
              ADD COLUMN ts TIMESTAMPTZ,
              ADD COLUMN sequence INTEGER,
              -- The model's ids of the item and of the call, which its answer has to carry.
              ADD COLUMN item_id TEXT,
              ADD COLUMN tool_call_id TEXT,
              -- The key under which a side effect was done once (see tool_effects).
              ADD COLUMN effect_key TEXT,
              ADD CONSTRAINT tool_calls_duration CHECK (duration_ms >= 0);

            ALTER TABLE call_summaries
              ADD COLUMN tenant_id TEXT,
              ADD COLUMN outcome TEXT,
              -- `model`, or `record` where the model could not and it was put together from what is stored.
              ADD COLUMN source TEXT NOT NULL DEFAULT 'model' CHECK (source IN ('model', 'record')),
              ADD COLUMN model TEXT,
              ADD CONSTRAINT call_summaries_score CHECK (score_lead_quality BETWEEN 0 AND 100);
            """#)
}
