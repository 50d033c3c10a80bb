extension Migration {
    /// Calls that ended lately, for those that were never summed up.
    static let callsEnded = Migration(
        version: 13, name: "calls_ended", sql: "CREATE INDEX idx_calls_ended ON calls(ended_at);")
}
