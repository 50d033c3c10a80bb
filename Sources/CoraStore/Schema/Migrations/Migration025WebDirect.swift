extension Migration {
    /// Whether a tenant's browsers get a client secret of the model's API.
    static let webDirect = Migration(
        version: 25, name: "web direct",
        sql: #"""
            ALTER TABLE tenants ADD COLUMN web_direct BOOLEAN NOT NULL DEFAULT FALSE;
            """#)
}
