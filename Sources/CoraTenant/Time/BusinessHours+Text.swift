// How hours are written: "09:00-12:00, 13:00-17:30" in files, and as pairs of times by day in tables.
extension BusinessHours {
    /// What a day's text has to be, in words that follow "wanted".
    package static let wantedOfDay = "closed, or hours like 09:00-17:30 or 09:00-12:00, 13:00-17:30"

    /// The intervals of a text like `09:00-12:00, 13:00-17:30`; none for `closed`; nil for any other text.
    package static func intervals(_ text: String) -> [Interval]? {
        if text == "closed" { return [] }
        var intervals: [Interval] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.filter { $0 != " " }.split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count == 2, let interval = interval(String(ends[0]), String(ends[1])) else { return nil }
            intervals.append(interval)
        }
        return intervals
    }

    /// The days that a text names, such as `mon`, `mon-fri` or `sat-mon`; nil for any other text.
    package static func days(_ text: String) -> [Weekday]? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Weekday(key: String($0)) }
        guard let first = ends.first ?? nil, ends.count <= 2, let last = ends[ends.count - 1] else { return nil }
        let count = ((last.rawValue - first.rawValue) % 7 + 7) % 7
        return (0...count).map(first.advanced(by:))
    }

    /// One day's hours as files have them: `09:00-17:30`, or `closed`.
    package func text(of day: Weekday) -> String {
        let parts = self[day].map { Self.time($0.opens) + "-" + Self.time($0.closes) }
        return parts.isEmpty ? "closed" : parts.joined(separator: ", ")
    }

    /// The hours as tables have them: `{"mon": [["09:00", "17:00"]]}`, without the days that are closed.
    package var byDay: [String: [[String]]] {
        var result: [String: [[String]]] = [:]
        for day in Weekday.allCases where !self[day].isEmpty {
            result[day.key] = self[day].map { [Self.time($0.opens), Self.time($0.closes)] }
        }
        return result
    }

    /// Reads what tables have; nil if a day, a time or a pair is not valid.
    package init?(byDay: [String: [[String]]]) {
        self.init()
        for (key, pairs) in byDay {
            let intervals = pairs.compactMap { $0.count == 2 ? Self.interval($0[0], $0[1]) : nil }
            guard let day = Weekday(key: key), intervals.count == pairs.count else { return nil }
            self[day] = intervals
        }
    }

    private static func interval(_ opens: String, _ closes: String) -> Interval? {
        guard let opens = minute(opens), let closes = minute(closes) else { return nil }
        return Interval(opens: opens, closes: closes)
    }

    /// The minute of the day of a text from `00:00` to `24:00`; nil for any other text.
    private static func minute(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":") else { return nil }
        let digits = [bytes[0], bytes[1], bytes[3], bytes[4]].map { Int($0) - 0x30 }
        guard digits.allSatisfy((0...9).contains) else { return nil }
        let (hour, minute) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        return minute < 60 && hour * 60 + minute <= 1440 ? hour * 60 + minute : nil
    }

    private static func time(_ minute: Int) -> String {
        let (hour, rest) = minute.quotientAndRemainder(dividingBy: 60)
        return (hour < 10 ? "0" : "") + "\(hour):" + (rest < 10 ? "0" : "") + "\(rest)"
    }
}
