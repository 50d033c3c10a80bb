extension Migration {
    /// Every step of putting a caller through, with its time; a transfer's own row has only the last step.
    static let transferSteps = Migration(
        version: 12, name: "transfer_steps",
        sql: #"""
            CREATE TABLE transfer_steps (
              transfer_id UUID NOT NULL REFERENCES transfers(id) ON DELETE CASCADE,
              status TEXT NOT NULL
                CHECK (status IN ('requested', 'dialled', 'answered', 'unanswered', 'failed')),
              ts TIMESTAMPTZ NOT NULL,
              -- Why nobody answered, or what the carrier said.
              detail TEXT,
              PRIMARY KEY (transfer_id, status)
            );
            DO $$
            DECLARE
              stranger TEXT;
            BEGIN
              FOR stranger IN SELECT rolname FROM pg_roles WHERE rolname IN ('anon', 'authenticated') LOOP
                EXECUTE format('REVOKE ALL ON TABLE transfer_steps FROM %I', stranger);
              END LOOP;
            END
            $$;
            """#)
}
