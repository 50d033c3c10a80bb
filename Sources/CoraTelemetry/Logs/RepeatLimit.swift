import CoraCall
import CoraTenant

/// Decides which repeats of a line are held back: of one key so many lines are written in a stretch of time, the rest
/// are counted, and the last of them is written with the count when the stretch is over. A value, of a bounded size.
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
    ///   - most: how many lines of a key are written in a stretch.
    ///   - stretch: the length of a stretch.
    ///   - keys: how many keys are told apart; with more of them at once, lines of further keys are not held back.
    init(most: Int = 5, stretch: CallDuration = .seconds(10), keys: Int = 1024) {
        self.most = most
        self.stretch = stretch
        self.keys = keys
    }

    /// The lines to write when this line comes: lines that were held back and are due, then the line itself unless it
    /// is held back.
    ///
    /// - Parameters:
    ///   - key: equal for lines that count as repeats of each other.
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

    /// The lines that were held back and are due. It looks at all keys once a tenth of a stretch, and at this key
    /// always.
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
