extension Migration {
    /// The four tables and three indexes that CORA began with, to the letter. `IF NOT EXISTS` also accepts a database
    /// in which they were made by hand, as the first instructions said.
    static let calls = Migration(
        version: 1, name: "calls",
        sql: #"""
            CREATE TABLE IF NOT EXISTS calls (
              id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
              tenant_id TEXT NOT NULL,
              twilio_sid TEXT UNIQUE NOT NULL,
              started_at TIMESTAMPTZ NOT NULL,
              ended_at TIMESTAMPTZ,
              outcome TEXT,
              caller_number TEXT NOT NULL,
              agent_number TEXT NOT NULL,
              cost_audio_tokens INTEGER DEFAULT 0,
              cost_text_tokens INTEGER DEFAULT 0,
              created_at TIMESTAMPTZ DEFAULT NOW()
            );

            CREATE TABLE IF NOT EXISTS call_turns (
              id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
              call_id UUID REFERENCES calls(id) ON DELETE CASCADE,
              ts TIMESTAMPTZ NOT NULL,
              role TEXT NOT NULL CHECK (role IN ('user', 'assistant', 'tool')),
              text TEXT NOT NULL,
              audio_ms INTEGER,
              event_type TEXT NOT NULL,
              raw JSONB,
              created_at TIMESTAMPTZ DEFAULT NOW()
            );

            CREATE TABLE IF NOT EXISTS tool_calls (
              id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
              call_id UUID REFERENCES calls(id) ON DELETE CASCADE,
              name TEXT NOT NULL,
              args JSONB NOT NULL,
              result JSONB NOT NULL,
              duration_ms INTEGER NOT NULL,
              success BOOLEAN NOT NULL,
              created_at TIMESTAMPTZ DEFAULT NOW()
            );

            CREATE TABLE IF NOT EXISTS call_summaries (
              call_id UUID PRIMARY KEY REFERENCES calls(id) ON DELETE CASCADE,
              summary_json JSONB NOT NULL,
              score_lead_quality INTEGER,
              next_actions TEXT[],
              properties_mentioned TEXT[],
              created_at TIMESTAMPTZ DEFAULT NOW()
            );

            CREATE INDEX IF NOT EXISTS idx_calls_tenant_started ON calls(tenant_id, started_at DESC);
            CREATE INDEX IF NOT EXISTS idx_call_turns_call_id_ts ON call_turns(call_id, ts);
            CREATE INDEX IF NOT EXISTS idx_tool_calls_call_id ON tool_calls(call_id);
            """#)
}
