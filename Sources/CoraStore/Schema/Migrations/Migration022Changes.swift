extension Migration {
    /// A caller's change of mind: what a call asked for last, which showing took another one's place, and which one is
    /// to be cancelled.
    static let changes = Migration(
        version: 22, name: "changes",
        sql: #"""
            -- What a tool did last in a call is one row. Builds from before, which may run beside this one, keep a row
            -- for every request, without the mark; theirs stay unique among themselves.
            ALTER TABLE tool_effects DROP CONSTRAINT tool_effects_pkey;
            ALTER TABLE tool_effects ADD COLUMN id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY;
            ALTER TABLE tool_effects ADD COLUMN is_latest BOOLEAN;
            CREATE UNIQUE INDEX idx_tool_effects_latest ON tool_effects(call_id, tool) WHERE is_latest;
            CREATE UNIQUE INDEX idx_tool_effects_request ON tool_effects(call_id, tool, args_hash)
              WHERE is_latest IS NULL;

            -- The showing whose place this one took when it was moved; that one is cancelled and stays in the book.
            ALTER TABLE showings ADD COLUMN replaces UUID REFERENCES showings(id) ON DELETE SET NULL;
            CREATE INDEX idx_showings_replaces ON showings(replaces) WHERE replaces IS NOT NULL;

            -- The showing that the caller wants cancelled. It stands until a person of the business cancels it.
            ALTER TABLE callbacks ADD COLUMN showing_id UUID REFERENCES showings(id) ON DELETE SET NULL;
            CREATE INDEX idx_callbacks_showing ON callbacks(showing_id) WHERE showing_id IS NOT NULL;
            """#)
}
