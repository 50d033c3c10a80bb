extension Migration {
    /// A tenant's own words for the fixed sentences of a call, and the model that takes a call over when the tenant's
    /// own cannot be reached.
    static let phrases = Migration(
        version: 19, name: "phrases",
        sql: #"""
            ALTER TABLE tenants
              -- NULL: CORA's own sentence, in the tenant's language.
              ADD COLUMN phrase_hold TEXT CHECK (char_length(phrase_hold) BETWEEN 1 AND 300),
              ADD COLUMN phrase_still_there TEXT CHECK (char_length(phrase_still_there) BETWEEN 1 AND 300),
              ADD COLUMN phrase_trouble TEXT CHECK (char_length(phrase_trouble) BETWEEN 1 AND 300),
              ADD COLUMN phrase_putting_through TEXT CHECK (char_length(phrase_putting_through) BETWEEN 1 AND 300),
              ADD COLUMN phrase_near_limit TEXT CHECK (char_length(phrase_near_limit) BETWEEN 1 AND 300),
              ADD COLUMN phrase_goodbye TEXT CHECK (char_length(phrase_goodbye) BETWEEN 1 AND 300),
              -- NULL: none.
              ADD COLUMN fallback_model TEXT CHECK (fallback_model <> ''),
              -- NULL: the instance's.
              ADD COLUMN fallback_base_url TEXT CHECK (fallback_base_url <> '');
            """#)
}
