extension Migration {
    /// What the tools need in order to be quick, and to tell a caller what was booked.
    static let tools = Migration(
        version: 10, name: "tools",
        sql: #"""
            -- A search walks each number of bedrooms in the order of the price and stops early, however many listings
            -- there are; baths are checked in the index.
            CREATE INDEX idx_properties_beds ON properties(tenant_id, lower(city), beds, price, baths)
              WHERE status = 'active';
            CREATE INDEX idx_properties_beds_anywhere ON properties(tenant_id, beds, price, baths)
              WHERE status = 'active';

            -- How much a text holds of a few words, misspelt ones too, 0 to 1.
            DO $$
            DECLARE
              place TEXT := (SELECT quote_ident(n.nspname) FROM pg_extension e
                             JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm');
            BEGIN
              EXECUTE format(
                'CREATE FUNCTION cora_holds(needle TEXT, hay TEXT) RETURNS REAL LANGUAGE sql IMMUTABLE STRICT AS %L',
                CASE WHEN place IS NULL THEN 'SELECT 0::real'
                     ELSE format('SELECT %s.word_similarity(needle, hay)', place) END);
            END
            $$;

            -- What the caller is told, to name the showing by.
            ALTER TABLE showings ADD COLUMN confirmation_code TEXT;
            CREATE UNIQUE INDEX idx_showings_code ON showings(tenant_id, confirmation_code);

            -- A call that asks again for the same callback, knowing more, changes it.
            CREATE INDEX idx_callbacks_call ON callbacks(call_id);
            """#)
}
