extension Migration {
    /// What an agent said was done that no tool had done. A call with a row here deserves a look.
    static let claims = Migration(
        version: 8, name: "claims",
        sql: #"""
            CREATE TABLE call_claims (
              id UUID PRIMARY KEY,
              call_id UUID NOT NULL REFERENCES calls(id) ON DELETE CASCADE,
              tenant_id TEXT,
              ts TIMESTAMPTZ NOT NULL,
              commitment TEXT NOT NULL CHECK (commitment IN ('booking', 'callback', 'message', 'transfer')),
              -- The agent's words, and the model's id of the item they are in.
              sentence TEXT NOT NULL,
              item_id TEXT,
              -- Whether the model was told at once.
              corrected BOOLEAN NOT NULL,
              created_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
            );
            CREATE INDEX idx_call_claims_call_id ON call_claims(call_id);
            CREATE INDEX idx_call_claims_tenant ON call_claims(tenant_id, ts DESC);

            DO $$
            DECLARE
              stranger TEXT;
            BEGIN
              FOR stranger IN SELECT rolname FROM pg_roles WHERE rolname IN ('anon', 'authenticated') LOOP
                EXECUTE format('REVOKE ALL ON TABLE call_claims FROM %I', stranger);
              END LOOP;
            END
            $$;
            """#)
}
