extension Migration {
    /// Keeps transcripts off the web.
    ///
    /// Supabase serves every table of the schema `public` over HTTP to any client that has the project's anonymous key,
    /// unless rights are taken back. Elsewhere there are no such roles, and nothing happens.
    static let privacy = Migration(
        version: 7, name: "privacy",
        sql: #"""
            DO $$
            DECLARE
              entry TEXT;
              stranger TEXT;
            BEGIN
              FOR stranger IN SELECT rolname FROM pg_roles WHERE rolname IN ('anon', 'authenticated') LOOP
                FOREACH entry IN ARRAY ARRAY[
                  'calls', 'call_turns', 'tool_calls', 'call_summaries', 'call_usage', 'tenants', 'tenant_numbers',
                  'tenant_greetings', 'tenant_revision', 'properties', 'showings', 'leads', 'callbacks', 'transfers',
                  'tool_effects', 'cora_migrations'
                ] LOOP
                  EXECUTE format('REVOKE ALL ON TABLE %I FROM %I', entry, stranger);
                END LOOP;
              END LOOP;
            END
            $$;
            """#)
}
