import CoraCall
package import CoraTenant

/// What an outbox holds at one moment.
package struct OutboxFigures: Sendable, Equatable {
    /// Rows accepted and not yet in Postgres.
    package var rows = 0
    /// Their size, in bytes.
    package var bytes = 0
    /// How many of these bytes are not on disk yet.
    package var bytesInMemory = 0
    /// When the oldest row was accepted; nil if there are none.
    package var oldest: WallTime?
    /// Rows set aside because Postgres refuses them.
    package var shelved = 0
    /// Rows accepted since the start.
    package var accepted = 0
    /// Rows refused since the start, at the hard limit. Anything but zero is an alarm.
    package var refused = 0
    /// Commits since the start; `accepted` divided by it is how many rows share one wait for the disk.
    package var commits = 0
    /// Why rows do not get to disk; nil while they do.
    package var alarm: OutboxError?

    package init() {}
}
