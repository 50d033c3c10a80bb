extension Migration {
    /// Recorded sentences of all tenants. Greetings were recorded for each tenant before; now tenants with the same
    /// words, voice and model share a recording, and phrases are recorded too.
    ///
    /// `tenant_greetings` stays, for builds from before that run beside this one.
    static let recordings = Migration(
        version: 20, name: "recordings",
        sql: #"""
            CREATE TABLE recordings (
              text TEXT NOT NULL,
              voice TEXT NOT NULL,
              model TEXT NOT NULL,
              -- How the audio is written. pcmu: mu-law, 8 kHz, mono.
              format TEXT NOT NULL,
              -- A minute at most.
              audio BYTEA NOT NULL CHECK (octet_length(audio) BETWEEN 1 AND 480000),
              created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
              -- When an instance last said that settings in force name it. Instances say so twice a day; a month after
              -- the last time it is deleted.
              needed_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
              PRIMARY KEY (voice, model, format, text)
            );

            INSERT INTO recordings (text, voice, model, format, audio, created_at)
              SELECT DISTINCT ON (text, voice, model) text, voice, model, 'pcmu', audio, created_at
              FROM tenant_greetings ORDER BY text, voice, model, created_at DESC;

            DO $$
            DECLARE
              stranger TEXT;
            BEGIN
              FOR stranger IN SELECT rolname FROM pg_roles WHERE rolname IN ('anon', 'authenticated') LOOP
                EXECUTE format('REVOKE ALL ON TABLE recordings FROM %I', stranger);
              END LOOP;
            END
            $$;
            """#)
}
