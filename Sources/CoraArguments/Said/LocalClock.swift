package import CoraTenant
import Foundation

/// Converts between moments and the time on a tenant's wall clock.
package struct LocalClock: Sendable {
    private let zone: TimeZone

    /// - Parameter name: an IANA time zone; UTC is used for a name that is not known.
    package init(_ name: String) {
        zone = TimeZone(identifier: name) ?? .gmt
    }

    /// What the tenant's clock shows at a moment, in seconds since 1970.
    package func show(_ seconds: Int) -> CivilDateTime {
        CivilDateTime(secondsAsUTC: seconds + offset(at: seconds))
    }

    /// The moments at which the clock shows a time, in seconds since 1970, the earlier first: one as a rule, none for a
    /// time that the clock skips when it is put forward, two for one that it shows twice when it is put back. A time
    /// written with an offset names one moment itself.
    package func moments(of time: CivilDateTime) -> [Int] {
        if let offset = time.offset { return [time.secondsAsUTC - offset] }
        let local = time.secondsAsUTC
        // Only the offsets of a day before and a day after can be in force.
        let offsets = Set([offset(at: local - 86_400), offset(at: local + 86_400)])
        return offsets.map { local - $0 }.filter { $0 + offset(at: $0) == local }.sorted()
    }

    /// The first moment at which the clock shows a time; nil for a time that it skips.
    package func moment(of time: CivilDateTime) -> Int? { moments(of: time).first }

    private func offset(at seconds: Int) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds)))
    }

    /// A moment as people say it: `Wednesday, November 25, at 2:30 PM`.
    package func words(_ seconds: Int) -> String {
        let time = show(seconds)
        return "\(time.weekday.name), \(Self.months[time.month - 1]) \(time.day), at \(Self.words(minute: time.minute))"
    }

    /// A moment as people say it, with the year if it is not the year of another moment:
    /// `Saturday, August 16, 2025, at 2:00 PM`.
    package func words(_ seconds: Int, besides now: Int) -> String {
        let time = show(seconds)
        guard time.year != show(now).year else { return words(seconds) }
        return "\(time.weekday.name), \(Self.months[time.month - 1]) \(time.day), \(time.year), at "
            + Self.words(minute: time.minute)
    }

    /// A moment's day without its year: `August 16`.
    package func dayWords(_ seconds: Int) -> String {
        let time = show(seconds)
        return "\(Self.months[time.month - 1]) \(time.day)"
    }

    /// A moment as tools want it written: `2027-03-14T15:30`.
    package func local(_ seconds: Int) -> String {
        let time = show(seconds)
        return "\(time.date)T\(Self.two(time.minute / 60)):\(Self.two(time.minute % 60))"
    }

    /// A minute of the day as people say it: `2:30 PM`.
    package static func words(minute: Int) -> String {
        let (hour, rest) = (minute / 60 % 24, minute % 60)
        let digits = rest < 10 ? "0\(rest)" : "\(rest)"
        return "\(hour % 12 == 0 ? 12 : hour % 12):\(digits) \(hour < 12 ? "AM" : "PM")"
    }

    /// A moment in ISO 8601, with the offset in force.
    package func iso(_ seconds: Int) -> String {
        let (time, offset) = (show(seconds), offset(at: seconds))
        let east = abs(offset) / 60
        return "\(time.year)-\(Self.two(time.month))-\(Self.two(time.day))T\(Self.two(time.minute / 60)):"
            + Self.two(time.minute % 60) + (offset < 0 ? "-" : "+") + "\(Self.two(east / 60)):\(Self.two(east % 60))"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
