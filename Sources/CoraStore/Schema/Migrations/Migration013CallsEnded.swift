extension Migration {
    /// An index of calls by their end, for finding recent calls that were never summed up.
    static let callsEnded = Migration(
        version: 13, name: "calls_ended", sql: "CREATE INDEX idx_calls_ended ON calls(ended_at);")
}
