/// The most that something was in the last minute, to the second. Its size never changes.
package struct MinuteMaximum: Sendable, Equatable {
    private var values = [CallDuration](repeating: .zero, count: 60)
    private var second: Int64?

    package init() {}

    /// It was that much.
    package mutating func add(_ value: CallDuration, at now: CallInstant) {
        advance(to: now)
        let place = Self.place(second ?? 0)
        values[place] = max(values[place], value)
    }

    /// The most in the sixty seconds that end with this one; zero if nothing was.
    package func value(at now: CallInstant) -> CallDuration {
        var copy = self
        copy.advance(to: now)
        return copy.values.max() ?? .zero
    }

    /// A clock that goes back belongs to the second that is being looked at.
    private mutating func advance(to now: CallInstant) {
        let next = now.milliseconds / 1000
        guard let second else { return self.second = next }
        guard next > second else { return }
        for passed in max(second + 1, next - 59)...next { values[Self.place(passed)] = .zero }
        self.second = next
    }

    private static func place(_ second: Int64) -> Int { Int(((second % 60) + 60) % 60) }
}
