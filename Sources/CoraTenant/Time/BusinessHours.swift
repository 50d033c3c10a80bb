/// When a business is open, by weekday, in the tenant's own time zone. A tenant without hours (nil) is always open; one
/// whose hours are empty is never open.
///
/// Minutes are minutes of the local day, 0 to 1440, so hours keep their local time when the clocks change.
package struct BusinessHours: Sendable, Equatable {
    /// A part of a day, from one minute up to another that is not in it.
    package struct Interval: Sendable, Hashable {
        /// The first minute that is open.
        package let opens: Int
        /// The first minute that is closed again, 1440 for midnight.
        package let closes: Int

        /// Nil unless it lies within a day and ends after it begins.
        package init?(opens: Int, closes: Int) {
            guard 0 <= opens, opens < closes, closes <= 1440 else { return nil }
            self.opens = opens
            self.closes = closes
        }
    }

    /// A moment at which the business is open.
    package struct Opening: Sendable, Equatable {
        /// Days from the day that was asked about: 0 for that day itself.
        package var daysAhead: Int
        /// The day of the week.
        package var weekday: Weekday
        /// The minute of that day.
        package var minute: Int
    }

    private var days: [Weekday: [Interval]] = [:]

    /// Hours that are never open.
    package init() {}

    /// The intervals of one day, in order, none touching another; empty for a day that is closed. Setting it sorts them
    /// and merges those that touch or overlap.
    package subscript(day: Weekday) -> [Interval] {
        get { days[day] ?? [] }
        set { days[day] = newValue.isEmpty ? nil : Self.merged(newValue) }
    }

    /// Hours with these intervals on each of these days; the other days are closed.
    package init(_ days: some Sequence<Weekday>, _ intervals: [Interval]) {
        for day in days { self[day] = intervals }
    }

    /// Whether the business is open in this minute of this day.
    package func isOpen(_ weekday: Weekday, minute: Int) -> Bool {
        self[weekday].contains { $0.opens <= minute && minute < $0.closes }
    }

    /// The first moment at which the business is open, from this minute of this day on; this very minute if it is open
    /// then. Nil if it never is.
    package func nextOpening(from weekday: Weekday, minute: Int) -> Opening? {
        for ahead in 0...7 {
            let day = weekday.advanced(by: ahead)
            let earliest = ahead == 0 ? minute : 0
            guard let interval = self[day].first(where: { $0.closes > earliest }) else { continue }
            return Opening(daysAhead: ahead, weekday: day, minute: max(interval.opens, earliest))
        }
        return nil
    }

    /// The intervals sorted, with those that overlap or touch merged.
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
