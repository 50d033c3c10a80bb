/// A minute of a local calendar and clock, without the time zone.
package struct LocalMoment: Sendable, Equatable, Hashable {
    /// The year.
    package let year: Int
    /// The month, from 1.
    package let month: Int
    /// The day of the month, from 1.
    package let day: Int
    /// The minute of the day, from 0.
    package let minute: Int

    /// Nil if there is no such day or minute.
    package init?(year: Int, month: Int, day: Int, minute: Int) {
        guard (1...9999).contains(year), (0..<1440).contains(minute), CivilDay(checking: year, month, day) != nil
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
        self.minute = minute
    }

    /// The day of the week.
    package var weekday: Weekday { CivilDay(year: year, month: month, day: day).weekday }

    /// The date as people say it: `Tuesday, November 24, 2026`.
    package var dateInWords: String {
        "\(weekday.name), \(Self.months[month - 1]) \(day), \(year)"
    }

    /// The time as people say it: `2:05 PM`.
    package var timeInWords: String { Self.time(minute) }

    /// A minute of the day as people say it, `12:00 AM` for 0 and for 1440.
    package static func time(_ minute: Int) -> String {
        let hour = minute / 60 % 24
        let rest = minute % 60
        return "\((hour + 11) % 12 + 1):\(rest < 10 ? "0" : "")\(rest) \(hour < 12 ? "AM" : "PM")"
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
