/// A day of the calendar (proleptic Gregorian, UTC), without a time of day. No other type counts days.
package struct CivilDay: Sendable, Hashable {
    /// The year, such as 2027.
    package let year: Int
    /// The month, 1 to 12.
    package let month: Int
    /// The day of the month, 1 to 31.
    package let day: Int

    /// A date known to exist. For text from outside use `init?(_:)`, which checks.
    package init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The date written `2027-01-20`; nil when the text is not of that form or names no day of the calendar.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        let dash = UInt8(ascii: "-")
        guard bytes.count == 10, bytes[4] == dash, bytes[7] == dash,
            let year = Self.number(bytes[0..<4]),
            let month = Self.number(bytes[5..<7]),
            let day = Self.number(bytes[8..<10])
        else { return nil }
        self.init(checking: year, month, day)
    }

    /// The date of these numbers; nil when the calendar has no such day.
    package init?(checking year: Int, _ month: Int, _ day: Int) {
        guard (1...12).contains(month), (1...Self.days(in: month, of: year)).contains(day) else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// How many days a month has. `month` is 1 to 12.
    package static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        default: 31
        }
    }

    /// The day of the week; 1970-01-01 was a Thursday.
    package var weekday: Weekday { Weekday.thursday.advanced(by: dayNumber) }

    /// The UTC day on which this second of Unix time falls.
    package init(unixSeconds: Int) {
        let secondsInDay = 86_400
        let (quotient, remainder) = unixSeconds.quotientAndRemainder(dividingBy: secondsInDay)
        self.init(dayNumber: remainder < 0 ? quotient - 1 : quotient)
    }

    /// Days from this date to `other`; negative when `other` is earlier.
    package func days(until other: CivilDay) -> Int {
        other.dayNumber - dayNumber
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return value
    }
}

/// Dates are ordered as the calendar orders them.
extension CivilDay: Comparable {
    /// Whether the first date is the earlier one.
    package static func < (left: CivilDay, right: CivilDay) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }
}

extension CivilDay: CustomStringConvertible {
    /// The date as ISO 8601 writes it, `2027-01-20`.
    package var description: String {
        Self.padded(year, to: 4) + "-" + Self.padded(month, to: 2) + "-" + Self.padded(day, to: 2)
    }

    private static func padded(_ number: Int, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

// Years are counted from March, so that the leap day is the last day of its year; 400 years ("an era") always have
// 146,097 days. 719,468 days lie between 0000-03-01 and 1970-01-01.
extension CivilDay {
    private static let daysInEra = 146_097
    private static let daysToEpoch = 719_468

    /// Days since 1970-01-01; negative before it.
    package var dayNumber: Int {
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * Self.daysInEra + dayOfEra - Self.daysToEpoch
    }

    /// The date this many days after 1970-01-01.
    package init(dayNumber: Int) {
        let shifted = dayNumber + Self.daysToEpoch
        let era = (shifted >= 0 ? shifted : shifted - (Self.daysInEra - 1)) / Self.daysInEra
        let dayOfEra = shifted - era * Self.daysInEra
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        self.init(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
            month: month,
            day: dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }
}
