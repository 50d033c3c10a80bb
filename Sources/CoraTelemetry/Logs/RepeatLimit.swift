import CoraCall

/// Keeps the same warning from filling the log: of one warning of one call so many are written in a stretch of time, the
/// rest are counted and told with the last of them when the stretch is over. A value, of a bounded size.
struct RepeatLimit<Line: Sendable>: Sendable {
    private struct Entry {
        var until: CallInstant
        var written: Int
        var dropped = 0
        var last: Line?
    }

    /// A line to write, and how many like it were not written.
    struct Told {
        let line: Line
        let repeated: Int
    }

    private let most: Int
    private let stretch: CallDuration
    private let keys: Int
    private var entries: [String: Entry] = [:]
    private var nextLook: CallInstant?

    /// - Parameters:
    ///   - most: how many of a key are written in a stretch.
    ///   - stretch: its length.
    ///   - keys: how many keys are told apart; with more of them at once nothing is held back.
    init(most: Int = 5, stretch: CallDuration = .seconds(10), keys: Int = 1024) {
        self.most = most
        self.stretch = stretch
        self.keys = keys
    }

    /// What is to be written now that there is this line: those that were held back and are due, then the line itself
    /// unless it is held back.
    ///
    /// - Parameters:
    ///   - key: the same for lines that say the same.
    ///   - time: on a clock that only goes forward.
    mutating func lines(for line: Line, _ key: String, at time: CallInstant) -> [Told] {
        var told = due(at: time, key)
        guard var entry = entries[key] else {
            if entries.count < keys { entries[key] = Entry(until: time + stretch, written: 1) }
            return told + [Told(line: line, repeated: 0)]
        }
        if entry.written < most {
            entry.written += 1
            told.append(Told(line: line, repeated: 0))
        } else {
            entry.dropped += 1
            entry.last = line
        }
        entries[key] = entry
        return told
    }

    /// What was held back and is due; looked for once a tenth of a stretch, and of this key always.
    mutating func due(at time: CallInstant, _ key: String? = nil) -> [Told] {
        let isLookDue = nextLook.map { time >= $0 } ?? true
        if let key, let entry = entries[key], entry.until <= time, !isLookDue {
            entries[key] = nil
            return entry.last.map { [Told(line: $0, repeated: entry.dropped)] } ?? []
        }
        guard isLookDue else { return [] }
        nextLook = time + CallDuration(nanoseconds: stretch.nanoseconds / 10)
        let over = entries.filter { $0.value.until <= time }
        for key in over.keys { entries[key] = nil }
        return over.values.compactMap { entry in
            entry.last.map { Told(line: $0, repeated: entry.dropped) }
        }
    }
}
