/// When somebody is there, by weekday, in the tenant's own time zone. A tenant without any (nil) is always there; one
/// whose hours are empty, never.
///
/// Minutes are minutes of the local day, 0 to 1440: a clock that is put forward or back moves with the business.
package struct BusinessHours: Sendable, Equatable {
    /// From one minute of the day up to another, which is not in it.
    package struct Interval: Sendable, Hashable {
        /// The first minute.
        package let opens: Int
        /// The first minute after it, 1440 for midnight.
        package let closes: Int

        /// Nil unless it lies within a day and the end after the beginning.
        package init?(opens: Int, closes: Int) {
            guard 0 <= opens, opens < closes, closes <= 1440 else { return nil }
            self.opens = opens
            self.closes = closes
        }
    }

    /// A moment at which somebody is there.
    package struct Opening: Sendable, Equatable {
        /// Days from the day that was asked about: 0 for that day itself.
        package var daysAhead: Int
        /// The day.
        package var weekday: Weekday
        /// The minute of that day.
        package var minute: Int
    }

    private var days: [Weekday: [Interval]] = [:]

    /// Never open.
    package init() {}

    /// The intervals of one day, in order, none touching another; empty for a day that is closed.
    package subscript(day: Weekday) -> [Interval] {
        get { days[day] ?? [] }
        set { days[day] = newValue.isEmpty ? nil : Self.merged(newValue) }
    }

    /// The same on each of those days.
    package init(_ days: some Sequence<Weekday>, _ intervals: [Interval]) {
        for day in days { self[day] = intervals }
    }

    /// Whether somebody is there in that minute of that day.
    package func isOpen(_ weekday: Weekday, minute: Int) -> Bool {
        self[weekday].contains { $0.opens <= minute && minute < $0.closes }
    }

    /// The first moment, from that minute of that day on, at which somebody is there: that very minute, if somebody
    /// is. Nil if nobody ever is.
    package func nextOpening(from weekday: Weekday, minute: Int) -> Opening? {
        for ahead in 0...7 {
            let day = weekday.advanced(by: ahead)
            let earliest = ahead == 0 ? minute : 0
            guard let interval = self[day].first(where: { $0.closes > earliest }) else { continue }
            return Opening(daysAhead: ahead, weekday: day, minute: max(interval.opens, earliest))
        }
        return nil
    }

    /// Sorted, with those that overlap or touch made one.
    private static func merged(_ intervals: [Interval]) -> [Interval] {
        var result: [Interval] = []
        for interval in intervals.sorted(by: { ($0.opens, $0.closes) < ($1.opens, $1.closes) }) {
            guard let last = result.last, interval.opens <= last.closes,
                let whole = Interval(opens: last.opens, closes: max(last.closes, interval.closes))
            else {
                result.append(interval)
                continue
            }
            result[result.count - 1] = whole
        }
        return result
    }
}
