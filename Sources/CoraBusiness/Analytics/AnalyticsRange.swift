import CoraCall
package import CoraTenant

/// The days that analytics cover, both included, by each tenant's own clock.
package struct AnalyticsRange: Sendable, Equatable {
    /// The most days that a range may have.
    package static let mostDays = 400
    /// How many days a range has if none are given.
    package static let usualDays = 30

    /// Why days were refused.
    package enum Problem: Error, Sendable, Equatable {
        /// A day is not written `2026-11-25`, or there is no such day.
        case notADay(parameter: String)
        /// The last day is before the first one.
        case backwards
        /// There are more days than `mostDays`.
        case tooLong

        /// What is wrong, in words.
        package var words: String {
            switch self {
            case .notADay(let parameter): "\(parameter): wanted a day like 2026-11-25"
            case .backwards: "from: wanted a day that is not after \"to\""
            case .tooLong: "from, to: wanted \(AnalyticsRange.mostDays) days at most"
            }
        }
    }

    /// The first day.
    package let from: CivilDay
    /// The last day.
    package let to: CivilDay

    /// Reads both days. A missing day is chosen so that the range has `usualDays` days and ends by today.
    /// - Throws: ``Problem``.
    package init(from: String?, to: String?, today: CivilDay) throws(Problem) {
        let first = try Self.day(from, "from")
        let last = try Self.day(to, "to")
        self.to = last ?? first.map { max($0, min(Self.moved($0, Self.usualDays - 1), today)) } ?? today
        self.from = first ?? Self.moved(self.to, 1 - Self.usualDays)
        guard self.from <= self.to else { throw .backwards }
        guard count <= Self.mostDays else { throw .tooLong }
    }

    /// How many days there are.
    package var count: Int { from.days(until: to) + 1 }

    private static func day(_ text: String?, _ parameter: String) throws(Problem) -> CivilDay? {
        guard let text, !text.isEmpty else { return nil }
        guard let day = CivilDay(text), day.year >= 1970 else { throw .notADay(parameter: parameter) }
        return day
    }

    private static func moved(_ day: CivilDay, _ days: Int) -> CivilDay {
        let epoch = CivilDay(unixSeconds: 0)
        return CivilDay(unixSeconds: (epoch.days(until: day) + days) * 86_400)
    }
}
