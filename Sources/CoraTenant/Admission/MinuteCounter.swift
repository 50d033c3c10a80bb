/// Counts how often something happened in the last minute, to the second. Its size never changes.
package struct MinuteCounter: Sendable, Equatable {
    private var counts = [Int](repeating: 0, count: 60)
    /// The second that is being counted.
    private var second: Int64?
    private var sum = 0

    package init() {}

    /// It happened `count` times.
    package mutating func add(_ count: Int = 1, at now: CallInstant) {
        advance(to: now)
        counts[Self.place(second ?? 0)] += count
        sum += count
    }

    /// How often it happened in the sixty seconds that end with this one.
    package func count(at now: CallInstant) -> Int {
        var copy = self
        copy.advance(to: now)
        return copy.sum
    }

    /// Makes the second of `now` the one being counted. If the clock went back, the second stays.
    private mutating func advance(to now: CallInstant) {
        let next = now.milliseconds / 1000
        guard let second, second >= next - 60 else {
            if second.map({ next > $0 }) ?? true {
                counts = counts.map { _ in 0 }
                sum = 0
                second = next
            }
            return
        }
        guard next > second else { return }
        for passed in (second + 1)...next {
            sum -= counts[Self.place(passed)]
            counts[Self.place(passed)] = 0
        }
        self.second = next
    }

    private static func place(_ second: Int64) -> Int { Int(((second % 60) + 60) % 60) }
}
