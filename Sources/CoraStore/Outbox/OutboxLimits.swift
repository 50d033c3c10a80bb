/// How much an outbox holds.
package struct OutboxLimits: Sendable, Equatable {
    /// The most bytes of rows, on disk and in memory together.
    package var bytes: Int
    /// The most rows.
    package var rows: Int
    /// The part of both, 0 to 1, that is kept for live calls: once only this is left, no new call may be taken.
    package var reserve: Double
    /// The most bytes of rows in memory, waiting for the disk.
    package var memory: Int
    /// The largest size of the file, in bytes: SQLite itself refuses to go beyond.
    package var file: Int

    /// The default is a gigabyte, or some five million turns. An eighth of it is for live calls: 100 calls that each
    /// leave 50 rows of 500 bytes a minute take 50 minutes to fill it.
    package init(
        bytes: Int = 1 << 30, rows: Int? = nil, reserve: Double = 0.125, memory: Int = 64 << 20, file: Int? = nil
    ) {
        self.bytes = max(bytes, 0)
        // A row has over 200 bytes: in a large outbox the bytes are the limit.
        self.rows = max(rows ?? max(5_000_000, self.bytes / 200), 0)
        self.reserve = min(max(reserve, 0), 1)
        self.memory = max(memory, 0)
        self.file = file ?? self.bytes + self.bytes / 2 + 16 << 20
    }

    /// Whether an outbox with so much in it has room for new calls.
    func admits(rows: Int, bytes: Int, inMemory: Int) -> Bool {
        let share = 1 - reserve
        return Double(rows) < Double(self.rows) * share && Double(bytes) < Double(self.bytes) * share
            && Double(inMemory) < Double(memory) * share
    }

    /// Whether an outbox with so much in it has room for rows of live calls.
    func holds(rows: Int, bytes: Int, inMemory: Int) -> Bool {
        rows <= self.rows && bytes <= self.bytes && inMemory <= memory
    }
}
