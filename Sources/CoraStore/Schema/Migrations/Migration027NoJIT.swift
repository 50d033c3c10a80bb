extension Migration {
    /// PostgreSQL does not compile statements to machine code in this database: where it guesses a search to be long, that
    /// took 1.1 s before the search's own two milliseconds (measured on 100,000 listings). The setting holds for sessions that
    /// begin afterwards; a role that does not own the database sets it for itself.
    static let noJIT = Migration(
        version: 27, name: "no jit",
        sql: #"""
            DO $$
            BEGIN
              EXECUTE format('ALTER DATABASE %I SET jit = off', current_database());
            EXCEPTION WHEN insufficient_privilege THEN
              EXECUTE format('ALTER ROLE %I SET jit = off', current_user);
            END $$;
            """#)
}
