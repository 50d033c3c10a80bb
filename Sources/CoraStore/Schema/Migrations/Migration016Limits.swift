extension Migration {
    /// A tenant's limits besides calls at once and calls a minute, which have had columns from the start; and an index
    /// by which a day's usage is added up.
    static let limits = Migration(
        version: 16, name: "limits",
        sql: #"""
            ALTER TABLE tenants
              -- NULL: as many at once as in a minute.
              ADD COLUMN calls_burst INTEGER CHECK (calls_burst > 0),
              -- NULL: the instance's word for all tenants, else no limit.
              ADD COLUMN daily_soft_usd NUMERIC(18, 9) CHECK (daily_soft_usd >= 0),
              ADD COLUMN daily_hard_usd NUMERIC(18, 9) CHECK (daily_hard_usd >= 0),
              ADD COLUMN when_refused TEXT NOT NULL DEFAULT 'human' CHECK (when_refused IN ('words', 'human'));

            CREATE INDEX idx_call_usage_spent ON call_usage(ts);
            """#)
}
