/// The greatest value of a measurement in the last minute, to the second. Its size never changes.
package struct MinuteMaximum: Sendable, Equatable {
    private var values = [CallDuration](repeating: .zero, count: 60)
    private var second: Int64?

    package init() {}

    /// A new measurement.
    package mutating func add(_ value: CallDuration, at now: CallInstant) {
        advance(to: now)
        let place = Self.place(second ?? 0)
        values[place] = max(values[place], value)
    }

    /// The greatest value in the sixty seconds that end with this one; zero if there was none.
    package func value(at now: CallInstant) -> CallDuration {
        var copy = self
        copy.advance(to: now)
        return copy.values.max() ?? .zero
    }

    /// Makes the second of `now` the current one. If the clock went back, the second stays.
    private mutating func advance(to now: CallInstant) {
        let next = now.milliseconds / 1000
        guard let second else { return self.second = next }
        guard next > second else { return }
        for passed in max(second + 1, next - 59)...next { values[Self.place(passed)] = .zero }
        self.second = next
    }

    private static func place(_ second: Int64) -> Int { Int(((second % 60) + 60) % 60) }
}
