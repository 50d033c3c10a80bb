extension Migration {
    /// Tenants as configuration: the numbers that each answers, and its settings.
    ///
    /// `calls.tenant_id` has no foreign key to here: a transcript is kept even if its tenant is gone meanwhile.
    static let tenants = Migration(
        version: 3, name: "tenants",
        sql: #"""
            CREATE TABLE tenants (
              id TEXT PRIMARY KEY CHECK (id ~ '^[^[:space:]]+$'),
              -- Answers numbers that no tenant has. At most one.
              is_default BOOLEAN NOT NULL DEFAULT false,
              enabled BOOLEAN NOT NULL DEFAULT true,
              agent_name TEXT NOT NULL,
              brand_name TEXT NOT NULL DEFAULT 'CORA',
              greeting_template TEXT NOT NULL,
              instructions TEXT NOT NULL DEFAULT '',
              language TEXT NOT NULL DEFAULT 'en' CHECK (language ~ '^[a-z]{2,3}$'),
              voice TEXT NOT NULL DEFAULT 'marin',
              -- NULL: the instance's default.
              model TEXT,
              transcription_model TEXT,
              audio_format TEXT NOT NULL DEFAULT 'pcmu' CHECK (audio_format IN ('pcmu', 'pcm16')),
              -- The person behind the agent, and the numbers behind the queues of transfer_to_human:
              -- {"primary_agent": "+1…", "after_hours": "+1…", "spanish_line": "+1…"}.
              human_number TEXT CHECK (human_number ~ '^\+[0-9]{3,15}$'),
              human_numbers JSONB NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(human_numbers) = 'object'),
              zero_means_human BOOLEAN NOT NULL DEFAULT false,
              -- IANA name; and {"mon": [["09:00", "17:00"]], …}, absent days closed, NULL always open.
              time_zone TEXT NOT NULL DEFAULT 'UTC',
              business_hours JSONB CHECK (jsonb_typeof(business_hours) = 'object'),
              -- NULL: every tool.
              tools_allowed TEXT[],
              vad_threshold DOUBLE PRECISION CHECK (vad_threshold BETWEEN 0 AND 1),
              vad_prefix_ms INTEGER CHECK (vad_prefix_ms BETWEEN 0 AND 10000),
              vad_silence_ms INTEGER CHECK (vad_silence_ms BETWEEN 50 AND 10000),
              silence_ms INTEGER CHECK (silence_ms > 0),
              max_duration_ms INTEGER CHECK (max_duration_ms > 0),
              warning_ms INTEGER CHECK (warning_ms >= 0),
              keypad_pause_ms INTEGER CHECK (keypad_pause_ms > 0),
              max_concurrent_calls INTEGER CHECK (max_concurrent_calls > 0),
              max_calls_per_minute INTEGER CHECK (max_calls_per_minute > 0),
              -- Days that transcripts are kept; NULL for ever.
              retention_days INTEGER CHECK (retention_days > 0),
              created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
              updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
            );
            CREATE UNIQUE INDEX idx_tenants_default ON tenants (is_default) WHERE is_default;

            CREATE TABLE tenant_numbers (
              number TEXT PRIMARY KEY CHECK (number ~ '^\+[0-9]{3,15}$'),
              tenant_id TEXT NOT NULL REFERENCES tenants(id) ON UPDATE CASCADE ON DELETE CASCADE
            );
            CREATE INDEX idx_tenant_numbers_tenant ON tenant_numbers(tenant_id);

            -- A greeting is spoken once by the model and played from here ever after: by any instance, after any
            -- restart.
            CREATE TABLE tenant_greetings (
              tenant_id TEXT NOT NULL REFERENCES tenants(id) ON UPDATE CASCADE ON DELETE CASCADE,
              text TEXT NOT NULL,
              voice TEXT NOT NULL,
              model TEXT NOT NULL,
              -- Line audio: mu-law, 8 kHz, mono; a minute at most.
              audio BYTEA NOT NULL CHECK (octet_length(audio) BETWEEN 1 AND 480000),
              created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
              PRIMARY KEY (tenant_id, voice, model, text)
            );

            -- One row. Its number goes up with every change to a tenant, in the change's own transaction, so that
            -- whoever cannot LISTEN (a transaction-pooling proxy) asks for one number once a second.
            CREATE TABLE tenant_revision (
              only_row BOOLEAN PRIMARY KEY DEFAULT true CHECK (only_row),
              revision BIGINT NOT NULL
            );
            INSERT INTO tenant_revision (revision) VALUES (1);

            CREATE FUNCTION cora_tenants_changed() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              UPDATE tenant_revision SET revision = revision + 1;
              PERFORM pg_notify('cora_tenants', TG_TABLE_NAME);
              RETURN NULL;
            END
            $$;
            CREATE TRIGGER tenants_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON tenants
              FOR EACH STATEMENT EXECUTE FUNCTION cora_tenants_changed();
            CREATE TRIGGER tenant_numbers_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON tenant_numbers
              FOR EACH STATEMENT EXECUTE FUNCTION cora_tenants_changed();

            CREATE FUNCTION cora_touch() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              NEW.updated_at := NOW();
              RETURN NEW;
            END
            $$;
            CREATE TRIGGER tenants_touch BEFORE UPDATE ON tenants FOR EACH ROW EXECUTE FUNCTION cora_touch();
            """#)
}
