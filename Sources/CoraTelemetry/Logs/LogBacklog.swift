import CoraSettings

/// The log lines that wait to be written, in order, up to a bound. Lines that find no room are counted, and their count
/// stands where they would. A value.
struct LogBacklog: Sendable {
    /// How much may wait.
    struct Limits: Sendable {
        /// How many lines.
        var lines = 16_384
        /// How many bytes of text.
        var bytes = 4 << 20
    }

    /// What is to be written next.
    enum Entry: Sendable, Equatable {
        case line(String)
        /// So many lines found no room here; the format is that of the first of them.
        case gap(Int, LogFormat)
    }

    private let limits: Limits
    private var entries: [Entry] = []
    private var lines = 0
    private var bytes = 0
    /// How many lines found no room since the start.
    private(set) var dropped = 0

    init(_ limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Whether nothing waits.
    var isEmpty: Bool { entries.isEmpty }

    /// Takes a line, line feed included, or counts it.
    mutating func add(_ line: String, _ format: LogFormat) {
        guard lines < limits.lines, bytes + line.utf8.count <= limits.bytes else { return drop(format) }
        entries.append(.line(line))
        lines += 1
        bytes += line.utf8.count
    }

    /// Takes out everything that waits, in order.
    mutating func takeAll() -> [Entry] {
        defer {
            entries = []
            lines = 0
            bytes = 0
        }
        return entries
    }

    private mutating func drop(_ format: LogFormat) {
        dropped += 1
        guard case .gap(let count, let first) = entries.last else { return entries.append(.gap(1, format)) }
        entries[entries.count - 1] = .gap(count + 1, first)
    }
}
