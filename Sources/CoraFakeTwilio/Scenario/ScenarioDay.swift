package import CoraCall

/// The day that a scenario means: the next Monday to Friday after today. Callers say "tomorrow"; what the agent's tools
/// are given has to be a day on which somebody is there, whenever the scenario is played.
package struct ScenarioDay: Sendable, Equatable {
    /// The day.
    package var date: CivilDateTime

    /// - Parameter today: the day it is where the call is answered; a time in it does not count.
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
