extension Migration {
    /// Which process a bill came from. A call that goes on elsewhere has bills of several processes, and each process
    /// adds up its own itself.
    static let usageInstance = Migration(
        version: 17, name: "usage_instance",
        sql: #"""
            -- NULL: written before there was this column; the process of the call's latest stream.
            ALTER TABLE call_usage ADD COLUMN instance TEXT;
            """#)
}
