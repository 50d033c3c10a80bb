extension Migration {
    /// The tables that tools write.
    ///
    /// `call_id` here has no foreign key: a tool writes at once, while the call's own row may still wait in the outbox;
    /// and a booking stays when the transcript it came from is purged.
    static let business = Migration(
        version: 5, name: "business",
        sql: #"""
            DO $$
            BEGIN
              CREATE EXTENSION IF NOT EXISTS btree_gist;
            EXCEPTION WHEN undefined_file OR feature_not_supported OR insufficient_privilege THEN
              RAISE EXCEPTION 'the extension btree_gist is needed and cannot be created here: %', SQLERRM
                USING HINT = 'Have an administrator run CREATE EXTENSION btree_gist (Debian: postgresql-contrib).';
            END
            $$;

            CREATE TABLE showings (
              id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
              tenant_id TEXT NOT NULL REFERENCES tenants(id) ON UPDATE CASCADE ON DELETE CASCADE,
              property_id TEXT NOT NULL,
              call_id UUID,
              starts_at TIMESTAMPTZ NOT NULL,
              ends_at TIMESTAMPTZ NOT NULL,
              contact_name TEXT NOT NULL CHECK (contact_name <> ''),
              contact_phone TEXT NOT NULL CHECK (contact_phone <> ''),
              contact_email TEXT,
              status TEXT NOT NULL DEFAULT 'booked' CHECK (status IN ('booked', 'cancelled', 'done')),
              created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
              FOREIGN KEY (tenant_id, property_id) REFERENCES properties(tenant_id, id) ON UPDATE CASCADE,
              CHECK (ends_at > starts_at AND ends_at <= starts_at + INTERVAL '8 hours'),
              -- No property is shown to two callers at once, however many calls try at the same moment.
              CONSTRAINT showings_no_double_booking EXCLUDE USING gist (
                tenant_id WITH =, property_id WITH =, tstzrange(starts_at, ends_at) WITH &&
              ) WHERE (status <> 'cancelled')
            );
            CREATE INDEX idx_showings_tenant_starts ON showings(tenant_id, starts_at);
            CREATE INDEX idx_showings_call ON showings(call_id);

            -- One lead for each caller and tenant: a second call adds to what the first one learned.
            CREATE TABLE leads (
              id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
              tenant_id TEXT NOT NULL REFERENCES tenants(id) ON UPDATE CASCADE ON DELETE CASCADE,
              caller_number TEXT NOT NULL CHECK (caller_number <> ''),
              call_id UUID,
              name TEXT,
              email TEXT,
              intent TEXT NOT NULL CHECK (intent IN ('buy', 'sell')),
              budget NUMERIC(14, 2) CHECK (budget >= 0),
              timeline TEXT,
              financing_status TEXT NOT NULL DEFAULT 'unknown'
                CHECK (financing_status IN ('preapproved', 'prequalified', 'unknown')),
              score INTEGER CHECK (score BETWEEN 0 AND 100),
              created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
              updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
              UNIQUE (tenant_id, caller_number)
            );
            CREATE TRIGGER leads_touch BEFORE UPDATE ON leads FOR EACH ROW EXECUTE FUNCTION cora_touch();

            CREATE TABLE callbacks (
              id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
              tenant_id TEXT NOT NULL REFERENCES tenants(id) ON UPDATE CASCADE ON DELETE CASCADE,
              call_id UUID,
              phone TEXT NOT NULL CHECK (phone <> ''),
              reason TEXT NOT NULL CHECK (reason IN ('general_question', 'financing', 'offer_help', 'status_update')),
              -- "About 123 Maple, tomorrow": what the caller said beyond the reason.
              notes TEXT,
              due_at TIMESTAMPTZ,
              status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'done', 'cancelled')),
              created_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
            );
            CREATE INDEX idx_callbacks_open ON callbacks(tenant_id, created_at) WHERE status = 'open';

            CREATE TABLE transfers (
              id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
              tenant_id TEXT NOT NULL REFERENCES tenants(id) ON UPDATE CASCADE ON DELETE CASCADE,
              call_id UUID,
              queue TEXT NOT NULL CHECK (queue IN ('primary_agent', 'after_hours', 'spanish_line')),
              urgency TEXT NOT NULL CHECK (urgency IN ('normal', 'urgent')),
              number TEXT,
              status TEXT NOT NULL DEFAULT 'requested'
                CHECK (status IN ('requested', 'dialled', 'answered', 'unanswered', 'failed')),
              created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
              updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW()
            );
            CREATE INDEX idx_transfers_tenant ON transfers(tenant_id, created_at DESC);
            CREATE INDEX idx_transfers_call ON transfers(call_id);
            CREATE TRIGGER transfers_touch BEFORE UPDATE ON transfers FOR EACH ROW EXECUTE FUNCTION cora_touch();

            -- A side effect is done once for a call, a tool and the same arguments: written in the effect's own
            -- transaction, so that a repeat finds the answer that was given.
            CREATE TABLE tool_effects (
              call_id UUID NOT NULL,
              tool TEXT NOT NULL,
              -- SHA-256 of the arguments in canonical form, in hexadecimal.
              args_hash TEXT NOT NULL CHECK (args_hash ~ '^[0-9a-f]{64}$'),
              tenant_id TEXT NOT NULL,
              result JSONB NOT NULL,
              created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
              PRIMARY KEY (call_id, tool, args_hash)
            );
            CREATE INDEX idx_tool_effects_created ON tool_effects(created_at);
            """#)
}
