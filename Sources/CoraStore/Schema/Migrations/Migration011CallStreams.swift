extension Migration {
    /// One row for each stream, so that a call's figures are the sums over its streams. A caller who was cut off and
    /// came back has several; adding to a sum would count a stream twice when a batch is sent again.
    static let callStreams = Migration(
        version: 11, name: "call_streams",
        sql: #"""
            CREATE TABLE call_streams (
              call_id UUID NOT NULL REFERENCES calls(id) ON DELETE CASCADE,
              stream INTEGER NOT NULL CHECK (stream > 0),
              tenant_id TEXT,
              ended_at TIMESTAMPTZ NOT NULL,
              termination TEXT,
              frames_in BIGINT NOT NULL DEFAULT 0,
              frames_out BIGINT NOT NULL DEFAULT 0,
              frames_dropped BIGINT NOT NULL DEFAULT 0,
              barge_ins BIGINT NOT NULL DEFAULT 0,
              figures JSONB,
              created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
              PRIMARY KEY (call_id, stream)
            );

            -- Until now a call kept its last stream's figures.
            INSERT INTO call_streams (
              call_id, stream, tenant_id, ended_at, termination, frames_in, frames_out, frames_dropped, barge_ins,
              figures)
            SELECT id, streams, tenant_id, ended_at, termination, frames_in, frames_out, frames_dropped, barge_ins,
              figures
            FROM calls WHERE ended_at IS NOT NULL AND streams > 0;

            -- As in "privacy": not on Supabase's web.
            DO $$
            DECLARE
              stranger TEXT;
            BEGIN
              FOR stranger IN SELECT rolname FROM pg_roles WHERE rolname IN ('anon', 'authenticated') LOOP
                EXECUTE format('REVOKE ALL ON TABLE call_streams FROM %I', stranger);
              END LOOP;
            END
            $$;
            """#)
}
