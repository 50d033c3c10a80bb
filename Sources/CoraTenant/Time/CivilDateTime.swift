/// A day and a time of day as ISO 8601 writes them, with the offset from UTC if one was written. It is a
/// value of the calendar (proleptic Gregorian): where no offset was written, only a time zone tells which moment it is.
package struct CivilDateTime: Sendable, Hashable {
    /// The year, such as 2027.
    package var year: Int
    /// The month, 1 to 12.
    package var month: Int
    /// The day of the month, 1 to 31.
    package var day: Int
    /// Seconds from midnight; nil for a day without a time.
    package var second: Int?
    /// The offset in seconds east of UTC; nil where none was written, which means local time.
    package var offset: Int?

    /// Why a text is not a day and time.
    package enum Problem: Error, Sendable, Equatable {
        /// The text is not written as ISO 8601 writes it.
        case malformed
        /// The calendar has no such day: 30 February.
        case noSuchDay
        /// The clock has no such time: 25:00.
        case noSuchTime

        /// What is wrong, in words for the model.
        package var words: String {
            switch self {
            case .malformed: "has to be a day and time like 2027-03-14T15:30, in local time"
            case .noSuchDay: "names a day that the calendar does not have. Ask the caller which day they mean"
            case .noSuchTime: "names a time that no clock shows. Ask the caller what time they mean"
            }
        }
    }

    package init(year: Int, month: Int, day: Int, second: Int? = nil, offset: Int? = nil) {
        self.year = year
        self.month = month
        self.day = day
        self.second = second
        self.offset = offset
    }

    /// The day and time in UTC this many seconds after 1970-01-01.
    package init(secondsAsUTC seconds: Int) {
        var (days, second) = seconds.quotientAndRemainder(dividingBy: 86_400)
        if second < 0 { (days, second) = (days - 1, second + 86_400) }
        let date = CivilDay(dayNumber: days)
        self.init(year: date.year, month: date.month, day: date.day, second: second)
    }

    /// Reads `2027-03-14`, `2027-03-14T15:30`, `2027-03-14T15:30:00.000-05:00`, `2027-03-14 15:30Z`.
    /// - Throws: ``Problem``.
    package init(_ text: String) throws(Problem) {
        guard text.utf8.count <= 40 else { throw .malformed }
        var rest = ISOScanner(text)
        guard let year = rest.number(4), rest.take("-"), let month = rest.number(2), rest.take("-"),
            let day = rest.number(2)
        else { throw .malformed }
        self.init(year: year, month: month, day: day)
        guard CivilDay(checking: year, month, day) != nil else { throw .noSuchDay }
        if rest.isAtEnd { return }
        guard rest.take("T") || rest.take("t") || rest.take(" "), let hour = rest.number(2), rest.take(":"),
            let minute = rest.number(2)
        else { throw .malformed }
        var seconds = 0
        if rest.take(":") {
            guard let value = rest.number(2) else { throw .malformed }
            seconds = value
            if rest.take(".") { rest.skipDigits() }
        }
        guard hour < 24, minute < 60, seconds < 60 else { throw .noSuchTime }
        second = hour * 3600 + minute * 60 + seconds
        guard rest.isAtEnd || rest.readOffset(into: &offset), rest.isAtEnd else { throw .malformed }
    }

    /// The day, without its time.
    package var date: CivilDay { CivilDay(year: year, month: month, day: day) }

    /// Days since 1970-01-01.
    package var dayNumber: Int { date.dayNumber }

    /// The day of the week.
    package var weekday: Weekday { date.weekday }

    /// Seconds since 1970-01-01 as if this were UTC, with midnight where there is no time. Subtract the offset to get
    /// the moment.
    package var secondsAsUTC: Int { dayNumber * 86_400 + (second ?? 0) }

    /// The minute of the day; 0 where there is no time.
    package var minute: Int { (second ?? 0) / 60 }
}

/// Reads the digits and marks of a time.
private struct ISOScanner {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func take(_ mark: Unicode.Scalar) -> Bool {
        guard let byte = rest.first, UInt32(byte) == mark.value else { return false }
        rest = rest.dropFirst()
        return true
    }

    mutating func number(_ width: Int) -> Int? {
        let digits = rest.prefix(width)
        guard digits.count == width, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        rest = rest.dropFirst(width)
        return digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }

    mutating func skipDigits() {
        rest = rest.drop { (0x30...0x39).contains($0) }
    }

    /// Reads an offset: `Z`, `-05:00`, `-0500` or `-05`.
    /// - Returns: false if there is no valid one.
    mutating func readOffset(into offset: inout Int?) -> Bool {
        if take("Z") || take("z") {
            offset = 0
            return true
        }
        let sign: Int
        if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return false }
        guard let hours = number(2) else { return false }
        let hasColon = take(":")
        let minutes = hasColon || !isAtEnd ? number(2) : 0
        guard let minutes, hours <= 15, minutes < 60 else { return false }
        offset = sign * (hours * 3600 + minutes * 60)
        return true
    }
}
