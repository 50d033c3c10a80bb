extension Migration {
    /// Tokens that show one tenant's analytics. The token itself is stored nowhere: only its hash.
    static let accessTokens = Migration(
        version: 14, name: "access_tokens",
        sql: #"""
            CREATE TABLE access_tokens (
              id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
              tenant_id TEXT NOT NULL REFERENCES tenants(id) ON UPDATE CASCADE ON DELETE CASCADE,
              -- SHA-256 of the token, in hexadecimal.
              sha256 TEXT NOT NULL UNIQUE CHECK (sha256 ~ '^[0-9a-f]{64}$'),
              -- Whom it was given to.
              label TEXT NOT NULL DEFAULT '' CHECK (char_length(label) <= 200),
              created_at TIMESTAMPTZ NOT NULL DEFAULT NOW(),
              -- To the minute.
              last_used_at TIMESTAMPTZ,
              -- NULL: it is good.
              revoked_at TIMESTAMPTZ
            );
            CREATE INDEX idx_access_tokens_tenant ON access_tokens(tenant_id);

            DO $$
            DECLARE
              stranger TEXT;
            BEGIN
              FOR stranger IN SELECT rolname FROM pg_roles WHERE rolname IN ('anon', 'authenticated') LOOP
                EXECUTE format('REVOKE ALL ON TABLE access_tokens FROM %I', stranger);
              END LOOP;
            END
            $$;
            """#)
}
