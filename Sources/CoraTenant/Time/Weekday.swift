/// A day of the week, numbered as ISO 8601 does: Monday is 1.
package enum Weekday: Int, Sendable, Hashable, CaseIterable {
    case monday = 1
    case tuesday, wednesday, thursday, friday, saturday, sunday

    /// The day's name in tables and files: `mon` to `sun`.
    package var key: String {
        String(name.prefix(3)).lowercased()
    }

    /// The day's name as spoken: `Monday`.
    package var name: String {
        switch self {
        case .monday: "Monday"
        case .tuesday: "Tuesday"
        case .wednesday: "Wednesday"
        case .thursday: "Thursday"
        case .friday: "Friday"
        case .saturday: "Saturday"
        case .sunday: "Sunday"
        }
    }

    /// The day of a ``key``; nil for any other text.
    package init?(key: String) {
        guard let day = Self.allCases.first(where: { $0.key == key }) else { return nil }
        self = day
    }

    /// The weekday this many days later; earlier for a negative number.
    package func advanced(by days: Int) -> Weekday {
        let place = ((rawValue - 1 + days % 7) % 7 + 7) % 7
        return Self.allCases[place]
    }
}
