extension Migration {
    /// A tenant's own tools; finding callers by their number; and the callbacks that a call's record leaves if nothing
    /// else has seen to the caller.
    static let ownTools = Migration(
        version: 9, name: "own_tools",
        sql: #"""
            -- Secrets and tokens are in these two columns: whoever may read the table has them.
            ALTER TABLE tenants
              -- [{"name", "description", "parameters", "url", "secret", "deadlineMilliseconds"}]
              ADD COLUMN declared_tools JSONB NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(declared_tools) = 'array'),
              -- [{"label", "url", "description", "authorization", "headers", "allowedTools"}]
              ADD COLUMN mcp_servers JSONB NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(mcp_servers) = 'array');

            -- What is known of a caller is looked up while the telephone rings.
            CREATE INDEX idx_calls_caller ON calls(tenant_id, caller_number);
            CREATE INDEX idx_showings_contact ON showings(tenant_id, contact_phone, starts_at);
            CREATE INDEX idx_callbacks_phone ON callbacks(tenant_id, phone) WHERE status = 'open';

            -- `tool`: the caller asked for it. `record`: the call broke off, or the agent promised what no tool had
            -- done; one such row a call at most.
            ALTER TABLE callbacks
              ADD COLUMN source TEXT NOT NULL DEFAULT 'tool' CHECK (source IN ('tool', 'record'));
            CREATE UNIQUE INDEX idx_callbacks_record ON callbacks(call_id) WHERE source = 'record';
            """#)
}
