import CoraPostgres
package import Foundation

/// The width, colours and time zone in which text is written for a terminal.
package struct TerminalStyle: Sendable {
    /// The terminal's columns, 80 or more.
    package var width: Int
    /// Whether the terminal shows colours.
    package var isColoured: Bool
    /// The time zone in which times are shown.
    package var timeZone: TimeZone

    package init(width: Int = 100, isColoured: Bool = false, timeZone: TimeZone = .current) {
        self.width = max(width, 80)
        self.isColoured = isColoured
        self.timeZone = timeZone
    }

    /// The colours, by what they are for (ECMA-48, SGR).
    enum Tone: String {
        case strong = "1"
        case faint = "2"
        case caller = "36"
        case agent = "33"
        case good = "32"
        case bad = "31"
    }

    func toned(_ text: String, _ tone: Tone) -> String {
        isColoured && !text.isEmpty ? "\u{1B}[\(tone.rawValue)m\(text)\u{1B}[0m" : text
    }
}

/// Writes times and sums.
extension TerminalStyle {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]

    /// The year, month, day, hour, minute and second in the time zone, and days since 1970.
    private func civil(_ time: PostgresTimestamp) -> (fields: [Int], day: Int) {
        let seconds = time.microseconds / 1_000_000
        let date = Date(timeIntervalSince1970: Double(seconds))
        let shifted = PostgresTimestamp(
            microseconds: (seconds + Int64(timeZone.secondsFromGMT(for: date))) &* 1_000_000)
        let digits = shifted.text.split { !$0.isNumber }.compactMap { Int($0) }
        return (Array(digits.prefix(6)), Int(shifted.microseconds / 86_400_000_000))
    }

    /// A time as `Nov 23 09:05`, or `Nov 23 2025` if the year is not this one.
    func shortDate(_ time: PostgresTimestamp, now: PostgresTimestamp) -> String {
        let fields = civil(time).fields
        guard fields.count == 6, (1...12).contains(fields[1]) else { return time.text }
        let date = "\(Self.months[fields[1] - 1]) \(TerminalText.padded("\(fields[2])", 2, toTheRight: true))"
        guard civil(now).fields.first == fields[0] else { return "\(date)  \(fields[0])" }
        return "\(date) \(Self.twoDigits(fields[3])):\(Self.twoDigits(fields[4]))"
    }

    /// A day as `Mon, Nov 23 2026`.
    func longDate(_ time: PostgresTimestamp) -> String {
        let (fields, day) = civil(time)
        guard fields.count == 6, (1...12).contains(fields[1]), day >= 0 else { return time.text }
        return "\(Self.weekdays[day % 7]), \(Self.months[fields[1] - 1]) \(fields[2]) \(fields[0])"
    }

    /// A time of day as `09:05:07`.
    func clock(_ time: PostgresTimestamp) -> String {
        civil(time).fields.dropFirst(3).map(Self.twoDigits).joined(separator: ":")
    }

    /// The zone's short name at a time: `UTC`, `GMT-5`.
    func zone(at time: PostgresTimestamp) -> String {
        let date = Date(timeIntervalSince1970: Double(time.microseconds / 1_000_000))
        let name = timeZone.abbreviation(for: date) ?? timeZone.identifier
        return name == "GMT" ? "UTC" : name
    }

    /// A length of time as `3:42`, or `1:03:42`.
    static func span(from start: PostgresTimestamp, to end: PostgresTimestamp) -> String {
        let (difference, overflow) = end.microseconds.subtractingReportingOverflow(start.microseconds)
        let seconds = overflow ? 0 : max(difference, 0) / 1_000_000
        let rest = "\(twoDigits(Int(seconds % 60)))"
        guard seconds >= 3600 else { return "\(seconds / 60):\(rest)" }
        return "\(seconds / 3600):\(twoDigits(Int(seconds / 60 % 60))):\(rest)"
    }

    /// Milliseconds as `3.2 s`, with one to three places and no zeros behind the first; `850 ms` below a second.
    static func seconds(_ milliseconds: Int) -> String {
        guard milliseconds >= 1000 else { return "\(milliseconds) ms" }
        var fraction = String(milliseconds % 1000 + 1000).dropFirst()
        while fraction.count > 1, fraction.last == "0" { fraction.removeLast() }
        return "\(milliseconds / 1000).\(fraction) s"
    }

    /// US dollars as `$0.18`; below ten cents with one or two more places, so that not just zeros are shown.
    static func dollars(_ amount: Double, places: Int? = nil) -> String {
        let places = places ?? (amount >= 0.0995 || amount == 0 ? 2 : amount >= 0.00095 ? 3 : 4)
        return "$" + String(format: "%.\(places)f", amount)
    }

    /// A number as `12,040`.
    static func grouped(_ number: Int) -> String {
        var digits = String(number.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (number < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }

    /// A label with its underscores turned into spaces.
    static func words(_ label: String) -> String {
        TerminalText.clean(label.replacing("_", with: " "))
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
