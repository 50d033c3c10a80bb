extension Migration {
    /// Listings, searchable by facts and by words.
    ///
    /// `pg_trgm` (misspelt street names) and `unaccent` (San José) make the search better; they are left out if the
    /// server does not have them or the role may not create them.
    static let properties = Migration(
        version: 4, name: "properties",
        sql: #"""
            DO $$
            BEGIN
              CREATE EXTENSION IF NOT EXISTS pg_trgm;
            EXCEPTION WHEN undefined_file OR feature_not_supported OR insufficient_privilege THEN
              RAISE NOTICE 'pg_trgm is not available: misspelt addresses will not be found';
            END
            $$;
            DO $$
            BEGIN
              CREATE EXTENSION IF NOT EXISTS unaccent;
            EXCEPTION WHEN undefined_file OR feature_not_supported OR insufficient_privilege THEN
              RAISE NOTICE 'unaccent is not available: accents will have to be spelt';
            END
            $$;

            CREATE TABLE properties (
              tenant_id TEXT NOT NULL REFERENCES tenants(id) ON UPDATE CASCADE ON DELETE CASCADE,
              -- The listing's own id, as tools and people say it.
              id TEXT NOT NULL CHECK (id <> ''),
              address TEXT NOT NULL CHECK (address <> ''),
              city TEXT NOT NULL CHECK (city <> ''),
              state TEXT,
              postal_code TEXT,
              price NUMERIC(14, 2) NOT NULL CHECK (price >= 0),
              beds INTEGER NOT NULL CHECK (beds >= 0),
              -- Half baths count.
              baths NUMERIC(4, 1) NOT NULL CHECK (baths >= 0),
              square_feet INTEGER CHECK (square_feet > 0),
              year_built INTEGER CHECK (year_built BETWEEN 1500 AND 2200),
              kind TEXT,
              status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'pending', 'sold', 'withdrawn')),
              features TEXT[] NOT NULL DEFAULT '{}',
              description TEXT NOT NULL DEFAULT '',
              details JSONB NOT NULL DEFAULT '{}',
              -- Kept by properties_words: a generated column would have to be immutable, and unaccent is not.
              words TSVECTOR NOT NULL DEFAULT ''::tsvector,
              created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
              updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
              PRIMARY KEY (tenant_id, id)
            );

            -- Text as it is searched: without accents where the server can take them off. Both sides of a search go
            -- through it. The extension may live in any schema (Supabase: "extensions").
            DO $$
            DECLARE
              place TEXT := (SELECT quote_ident(n.nspname) FROM pg_extension e
                             JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'unaccent');
            BEGIN
              EXECUTE format(
                'CREATE FUNCTION cora_plain(value TEXT) RETURNS TEXT LANGUAGE sql STABLE STRICT AS %L',
                CASE WHEN place IS NULL THEN 'SELECT lower(value)'
                     ELSE format('SELECT lower(%s.unaccent(value))', place) END);
            END
            $$;

            CREATE FUNCTION cora_property_words() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              NEW.words :=
                setweight(to_tsvector('simple', cora_plain(NEW.address || ' ' || NEW.id)), 'A')
                || setweight(to_tsvector('simple', cora_plain(concat_ws(' ', NEW.city, NEW.state, NEW.postal_code))), 'B')
                || setweight(to_tsvector('english', cora_plain(array_to_string(NEW.features, ' ') || ' '
                     || coalesce(NEW.kind, ''))), 'C')
                || setweight(to_tsvector('english', cora_plain(NEW.description)), 'D');
              NEW.updated_at := NOW();
              RETURN NEW;
            END
            $$;
            CREATE TRIGGER properties_words BEFORE INSERT OR UPDATE ON properties
              FOR EACH ROW EXECUTE FUNCTION cora_property_words();

            CREATE INDEX idx_properties_search ON properties(tenant_id, lower(city), price) WHERE status = 'active';
            CREATE INDEX idx_properties_words ON properties USING gin (words);

            DO $$
            DECLARE
              place TEXT := (SELECT quote_ident(n.nspname) FROM pg_extension e
                             JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm');
            BEGIN
              IF place IS NOT NULL THEN
                EXECUTE format(
                  'CREATE INDEX idx_properties_address ON properties USING gin (lower(address) %s.gin_trgm_ops)', place);
              END IF;
            END
            $$;
            """#)
}
