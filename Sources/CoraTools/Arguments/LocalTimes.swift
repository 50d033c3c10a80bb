import CoraCall
import CoraTenant

/// Reads and checks times in a tenant's time zone and business hours.
enum LocalTimes {
    /// The moment that a text names, in seconds since 1970.
    /// - Parameter key: the argument's name, for the error.
    /// - Throws: `invalid_time`, saying what is wrong and what to ask the caller.
    static func moment(_ text: String, _ key: String, _ clock: LocalClock) throws(ToolError) -> Int {
        let time = try civil(text, key)
        guard time.second != nil else {
            throw ToolError(.invalidTime, "\(key) has a day but no time of day. Ask the caller what time suits them.")
        }
        guard let moment = clock.moment(of: time) else {
            throw ToolError(
                .invalidTime,
                "\(key): the clocks are put forward then, so there is no such time. Ask the caller for another.")
        }
        return moment
    }

    /// The day and time that a text names.
    static func civil(_ text: String, _ key: String) throws(ToolError) -> CivilDateTime {
        do throws(CivilDateTime.Problem) {
            return try CivilDateTime(text)
        } catch {
            throw ToolError(.invalidTime, "\(key) \(error.words).")
        }
    }

    /// Whether the business is open from the first moment to the second, which must be within half a day of each other.
    static func isOpen(_ hours: BusinessHours, from start: Int, to end: Int, _ clock: LocalClock) -> Bool {
        let (first, last) = (clock.show(start), clock.show(end - 1))
        guard first.weekday == last.weekday else {
            // Around midnight: open to the end of one day and from the beginning of the next.
            return hours.isOpen(first.weekday, minute: first.minute) && hours.isOpen(first.weekday, minute: 1439)
                && hours.isOpen(last.weekday, minute: 0) && hours.isOpen(last.weekday, minute: last.minute)
        }
        return hours[first.weekday].contains { $0.opens <= first.minute && last.minute < $0.closes }
    }

    /// The first moment from `start` on at which the business is open.
    static func opening(_ hours: BusinessHours, from start: Int, _ clock: LocalClock) -> Int? {
        let time = clock.show(start)
        guard let next = hours.nextOpening(from: time.weekday, minute: time.minute) else { return nil }
        var day = CivilDateTime(secondsAsUTC: (time.dayNumber + next.daysAhead) * 86_400)
        day.second = next.minute * 60
        return clock.moment(of: day)
    }

    /// A day's hours as people say them: `9:00 AM to 5:00 PM`, or `closed`.
    static func words(_ hours: BusinessHours, on moment: Int, _ clock: LocalClock) -> String {
        let spans = hours[clock.show(moment).weekday].map {
            LocalClock.words(minute: $0.opens) + " to "
                + ($0.closes == 1440 ? "midnight" : LocalClock.words(minute: $0.closes))
        }
        return spans.isEmpty ? "closed" : spans.joined(separator: " and ")
    }
}
