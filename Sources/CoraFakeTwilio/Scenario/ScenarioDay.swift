import CoraCall
package import CoraTenant

/// The working day that a scenario speaks of: the next Monday to Friday after today. Callers say "tomorrow", and the
/// agent's tools need a day on which people work, whenever the scenario is played.
package struct ScenarioDay: Sendable, Equatable {
    /// The day.
    package var date: CivilDateTime

    /// - Parameter today: today's date where the call is answered; its time of day does not count.
    package init(after today: CivilDateTime) {
        var day = today.dayNumber + 1
        while Self.weekend.contains(Self.date(day).weekday) { day += 1 }
        date = Self.date(day)
    }

    /// The text with its placeholders filled in: `${workday}` is the day as 2027-03-14, `${weekday}` its name.
    package func fill(_ text: String) -> String {
        text.replacing("${workday}", with: iso).replacing("${weekday}", with: date.weekday.name)
    }

    private static let weekend: Set<Weekday> = [.saturday, .sunday]

    private static func date(_ dayNumber: Int) -> CivilDateTime {
        var date = CivilDateTime(secondsAsUTC: dayNumber * 86_400)
        date.second = nil
        return date
    }

    private var iso: String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(date.year)-\(two(date.month))-\(two(date.day))"
    }
}
