extension Migration {
    /// Where a listing lies, beyond its city: the part of the city, the county, and a point on the map. All of them may
    /// be unknown.
    static let places = Migration(
        version: 21, name: "places",
        sql: #"""
            ALTER TABLE properties ADD COLUMN district TEXT CHECK (district <> '');
            ALTER TABLE properties ADD COLUMN county TEXT CHECK (county <> '');
            ALTER TABLE properties ADD COLUMN latitude DOUBLE PRECISION CHECK (latitude BETWEEN -90 AND 90);
            ALTER TABLE properties ADD COLUMN longitude DOUBLE PRECISION CHECK (longitude BETWEEN -180 AND 180);
            ALTER TABLE properties ADD CONSTRAINT properties_point
              CHECK ((latitude IS NULL) = (longitude IS NULL));

            -- The search walks each of these in the order of the price, as it does a city's listings.
            CREATE INDEX idx_properties_district ON properties(tenant_id, lower(district), beds, price, baths)
              WHERE status = 'active' AND district IS NOT NULL;
            CREATE INDEX idx_properties_county ON properties(tenant_id, lower(county), beds, price, baths)
              WHERE status = 'active' AND county IS NOT NULL;
            CREATE INDEX idx_properties_postal_code ON properties(tenant_id, postal_code, beds, price, baths)
              WHERE status = 'active' AND postal_code IS NOT NULL;
            CREATE INDEX idx_properties_latitude ON properties(tenant_id, latitude, longitude)
              WHERE status = 'active' AND latitude IS NOT NULL;

            CREATE OR REPLACE FUNCTION cora_property_words() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              NEW.words :=
                setweight(to_tsvector('simple', cora_plain(NEW.address || ' ' || NEW.id)), 'A')
                || setweight(to_tsvector('simple', cora_plain(concat_ws(
                     ' ', NEW.city, NEW.district, NEW.county, NEW.state, NEW.postal_code))), 'B')
                || setweight(to_tsvector('english', cora_plain(array_to_string(NEW.features, ' ') || ' '
                     || coalesce(NEW.kind, ''))), 'C')
                || setweight(to_tsvector('english', cora_plain(NEW.description)), 'D');
              NEW.updated_at := NOW();
              RETURN NEW;
            END
            $$;
            """#)
}
