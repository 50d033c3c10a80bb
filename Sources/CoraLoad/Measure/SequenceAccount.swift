/// Which frames of one direction of a call have arrived. A value; a bit a frame.
package struct SequenceAccount: Sendable, Equatable {
    private var seen: [UInt64] = []
    private let most: Int
    /// The first frame that arrived; nil of none.
    package private(set) var first: Int?
    /// The highest that arrived.
    package private(set) var last = 0
    /// How many different ones arrived.
    package private(set) var arrived = 0
    /// How many came after a later one, or once more.
    package private(set) var reordered = 0

    /// - Parameter most: the highest number that can have been sent; memory is bounded by it.
    package init(most: Int) { self.most = most }

    /// Notes a frame's arrival.
    /// - Returns: false for a number that was never sent.
    package mutating func add(_ sequence: Int) -> Bool {
        guard sequence > 0, sequence <= most else { return false }
        let (word, bit) = (sequence / 64, UInt64(1) << UInt64(sequence % 64))
        if word >= seen.count { seen += repeatElement(0, count: word + 1 - seen.count) }
        if seen[word] & bit == 0 {
            seen[word] |= bit
            arrived += 1
        }
        if sequence <= last { reordered += 1 }
        first = first ?? sequence
        last = max(last, sequence)
        return true
    }

    /// Whether a frame has arrived.
    package func has(_ sequence: Int) -> Bool {
        guard sequence > 0, sequence / 64 < seen.count else { return false }
        return seen[sequence / 64] & UInt64(1) << UInt64(sequence % 64) != 0
    }

    /// How many from `first` to `last` have not arrived, those in `except` aside.
    package func missing(from first: Int, to last: Int, except: [ClosedRange<Int>] = []) -> Int {
        guard first <= last else { return 0 }
        return (first...last).count { sequence in
            !has(sequence) && !except.contains { $0.contains(sequence) }
        }
    }
}
