extension Migration {
    /// Whether a tenant takes calls from browsers, and from which pages of other servers.
    static let webLine = Migration(
        version: 23, name: "web line",
        sql: #"""
            ALTER TABLE tenants
              ADD COLUMN web_open BOOLEAN NOT NULL DEFAULT FALSE,
              ADD COLUMN web_origins TEXT[] NOT NULL DEFAULT '{}';
            """#)
}
