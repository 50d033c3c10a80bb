extension Migration {
    /// An import makes the words of new listings while it still reads the file, and hands them over with the rows; the
    /// trigger leaves those alone. It took 12 of the 21 seconds that 100,000 new listings took (measured). Two indexes
    /// that no search needs are dropped.
    static let givenWords = Migration(
        version: 28, name: "given words",
        sql: #"""
            CREATE FUNCTION cora_listing_words(
              id TEXT, address TEXT, city TEXT, district TEXT, county TEXT, state TEXT, postal_code TEXT, features TEXT[],
              kind TEXT, description TEXT
            ) RETURNS TSVECTOR LANGUAGE sql STABLE AS $$
              SELECT setweight(to_tsvector('simple', cora_plain(address || ' ' || id)), 'A')
                || setweight(to_tsvector('simple', cora_plain(concat_ws(
                     ' ', city, district, county, state, postal_code))), 'B')
                || setweight(to_tsvector('english', cora_plain(array_to_string(features, ' ') || ' '
                     || coalesce(kind, ''))), 'C')
                || setweight(to_tsvector('english', cora_plain(description)), 'D')
            $$;

            CREATE OR REPLACE FUNCTION cora_property_words() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              NEW.updated_at := NOW();
              IF TG_OP = 'UPDATE' AND NEW.words = OLD.words
                AND (NEW.id, NEW.address, NEW.city, NEW.district, NEW.county, NEW.state, NEW.postal_code, NEW.features,
                     NEW.kind, NEW.description)
                IS NOT DISTINCT FROM
                    (OLD.id, OLD.address, OLD.city, OLD.district, OLD.county, OLD.state, OLD.postal_code, OLD.features,
                     OLD.kind, OLD.description)
              THEN
                RETURN NEW;
              END IF;
              NEW.words := cora_listing_words(
                NEW.id, NEW.address, NEW.city, NEW.district, NEW.county, NEW.state, NEW.postal_code, NEW.features,
                NEW.kind, NEW.description);
              RETURN NEW;
            END
            $$;

            -- Only a transaction that says so brings words of its own, and only with new rows.
            DROP TRIGGER properties_words ON properties;
            CREATE TRIGGER properties_words BEFORE UPDATE ON properties
              FOR EACH ROW EXECUTE FUNCTION cora_property_words();
            CREATE TRIGGER properties_words_new BEFORE INSERT ON properties FOR EACH ROW
              WHEN (current_setting('cora.words', true) IS DISTINCT FROM 'given')
              EXECUTE FUNCTION cora_property_words();

            -- Every search by a city goes by the bedrooms, too, or takes what comes first: idx_properties_beds.
            DROP INDEX idx_properties_search;
            -- No search looks for parts of an address; analytics.property_interest looks for whole ones. An address may be
            -- longer than an entry of a B-tree.
            DROP INDEX IF EXISTS idx_properties_address;
            CREATE INDEX idx_properties_whole_address ON properties USING hash (lower(address));
            """#)
}
