/// A moment as PostgreSQL keeps it: `timestamptz`, to the microsecond.
package struct PostgresTimestamp: Sendable, Hashable, Comparable {
    /// Microseconds since 1970 (UTC).
    package var microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    package static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }

    private static let secondsPerDay: Int64 = 86_400
    private static let microsecondsPerSecond: Int64 = 1_000_000

    /// The moment in ISO 8601, UTC, which PostgreSQL reads whatever the session's time zone; years before 1 end in
    /// `BC`.
    package var text: String {
        let seconds = microseconds.floorDivided(by: Self.microsecondsPerSecond)
        let days = seconds.floorDivided(by: Self.secondsPerDay)
        let fraction = microseconds - seconds * Self.microsecondsPerSecond
        let rest = seconds - days * Self.secondsPerDay
        let date = CivilDate(days: days)
        let year = date.year > 0 ? date.year : 1 - date.year
        return padded(year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2)
            + " " + padded(rest / 3600, 2) + ":" + padded(rest / 60 % 60, 2) + ":" + padded(rest % 60, 2)
            + "." + padded(fraction, 6) + "+00" + (date.year > 0 ? "" : " BC")
    }

    private func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(width - digits.count, 0)) + digits
    }
}

extension PostgresTimestamp: PostgresDecodable {
    /// Reads the style `ISO`, PostgreSQL's default, with any offset: `2024-05-06 07:08:09.123456+05:30`.
    package init?(postgresText text: String) {
        var scanner = DigitScanner(text)
        guard let year = scanner.number(), scanner.take("-"), let month = scanner.number(), scanner.take("-"),
            let day = scanner.number(), scanner.take(" "), let hour = scanner.number(), scanner.take(":"),
            let minute = scanner.number(), scanner.take(":"), let second = scanner.number()
        else { return nil }
        let fraction = scanner.take(".") ? scanner.fraction() : 0
        guard let fraction, let offset = scanner.offset() else { return nil }
        let isBC = scanner.take(" BC")
        guard scanner.isAtEnd, (1...12).contains(month), (1...31).contains(day), year > 0, year < 300_000,
            hour <= 24, minute < 60, second <= 60
        else { return nil }
        let days = CivilDate(year: isBC ? 1 - year : year, month: month, day: day).days
        let seconds = days * Self.secondsPerDay + hour * 3600 + minute * 60 + second - offset
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: Self.microsecondsPerSecond)
        let (total, overflowed) = scaled.addingReportingOverflow(fraction)
        guard !overflow, !overflowed else { return nil }
        microseconds = total
    }
}

/// Reads the digits and marks of a timestamp.
private struct DigitScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ mark: StaticString) -> Bool {
        let mark = mark.withUTF8Buffer { Array($0) }
        guard rest.starts(with: mark) else { return false }
        rest = rest.dropFirst(mark.count)
        return true
    }

    /// Reads up to nine digits.
    mutating func number() -> Int64? {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard (1...9).contains(digits.count) else { return nil }
        rest = rest.dropFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
    }

    /// Reads the digits behind a point, as microseconds.
    mutating func fraction() -> Int64? {
        let before = rest.count
        guard var value = number() else { return nil }
        let width = before - rest.count
        guard width <= 6 else { return nil }
        for _ in width..<6 { value *= 10 }
        return value
    }

    /// Reads an offset such as `+05`, `-03:30` or `+00:19:32`, in seconds.
    mutating func offset() -> Int64? {
        let sign: Int64
        if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
        guard let hours = number() else { return nil }
        let minutes = take(":") ? number() : 0
        guard let minutes else { return nil }
        let seconds = take(":") ? number() : 0
        guard let seconds else { return nil }
        return sign * (hours * 3600 + minutes * 60 + seconds)
    }
}

/// A day of the proleptic Gregorian calendar. Year 0 is 1 BC.
private struct CivilDate {
    var year: Int64
    var month: Int64
    var day: Int64

    init(year: Int64, month: Int64, day: Int64) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// Makes the day from days since 1970-01-01. It takes the year to begin in March, so that the leap day is its last.
    init(days: Int64) {
        let shifted = days + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Days since 1970-01-01.
    var days: Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear.floorDivided(by: 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

extension Int64 {
    /// Division that rounds down, also below zero. The divisor is positive.
    fileprivate func floorDivided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}
