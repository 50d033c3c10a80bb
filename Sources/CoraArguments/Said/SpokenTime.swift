import CoraTenant

/// Brings a day and time as models write it into the form of ISO 8601: `2027-03-14 3:30 PM`, `2027-03-14T9:30`,
/// `March 14, 2027 at 3 PM`, `2027-03-14T15:30[America/Chicago]`. Pure.
package enum SpokenTime {
    /// The text as ISO 8601 writes it; the text as it is if it is of none of the forms that are read.
    package static func iso(_ text: String) -> String {
        let plain = FoldedText.ascii(text).uppercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let bare = plain.hasSuffix("]") ? String(plain.prefix { $0 != "[" }) : plain
        guard let (day, rest) = day(of: bare[...]) else { return bare }
        let time = rest.drop { " T,".contains($0) }
        guard !time.isEmpty else { return day }
        guard let clock = clock(of: time.hasPrefix("AT ") ? time.dropFirst(3) : time) else { return bare }
        return day + "T" + clock
    }

    // MARK: Days

    private static func day(of text: Substring) -> (iso: String, rest: Substring)? {
        var rest = text
        if let year = number(&rest, 4...4), take("-", &rest), let month = number(&rest, 1...2), take("-", &rest),
            let day = number(&rest, 1...2)
        {
            return (iso(year, month, day), rest)
        }
        return namedDay(of: text)
    }

    /// `March 14, 2027`, `Mar 14th 2027`, `14 March 2027`, with a day of the week before it or without. Days in digits
    /// alone, such as `3/4/2027`, mean one day here and another there, and are not read.
    private static func namedDay(of text: Substring) -> (iso: String, rest: Substring)? {
        var rest = text
        if let comma = rest.firstIndex(of: ","), rest[..<comma].hasSuffix("DAY") {
            rest = rest[rest.index(after: comma)...].drop { $0 == " " }
        }
        var day = number(&rest, 1...2)
        if day != nil { skipOrdinal(&rest) }
        guard let month = month(&rest) else { return nil }
        if day == nil {
            day = number(&rest, 1...2)
            skipOrdinal(&rest)
        }
        rest = rest.drop { " ,".contains($0) }
        guard let day, let year = number(&rest, 4...4) else { return nil }
        return (iso(year, month, day), rest)
    }

    private static let months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]

    private static func month(_ rest: inout Substring) -> Int? {
        let text = rest.drop { $0 == " " }
        let word = text.prefix { $0.isLetter }
        guard word.count >= 3, let index = months.firstIndex(of: String(word.prefix(3))) else { return nil }
        rest = text.dropFirst(word.count).drop { " .".contains($0) }
        return index + 1
    }

    private static func skipOrdinal(_ rest: inout Substring) {
        for ending in ["ST", "ND", "RD", "TH"] where rest.hasPrefix(ending) { rest = rest.dropFirst(2) }
        rest = rest.drop { " ,".contains($0) }
    }

    private static func iso(_ year: Int, _ month: Int, _ day: Int) -> String {
        "\(String(year).leftPadded(4))-\(two(month))-\(two(day))"
    }

    // MARK: Times of day

    /// `15:30`, `3:30 PM`, `3 P.M.`, `15:30:00.000-05:00`; an offset stays as it is written.
    private static func clock(of text: Substring) -> String? {
        var rest = text
        guard var hour = number(&rest, 1...2) else { return nil }
        var tail = ""
        if take(":", &rest) {
            guard let minute = number(&rest, 2...2) else { return nil }
            tail = ":" + two(minute)
        }
        let half = rest.filter { !" .".contains($0) }
        if half == "AM" || half == "PM" || half == "A" || half == "P" {
            guard (1...12).contains(hour) else { return nil }
            hour = hour % 12 + (half.hasPrefix("P") ? 12 : 0)
            return two(hour) + (tail.isEmpty ? ":00" : tail)
        }
        // An hour alone may be of the morning or of the afternoon.
        guard !tail.isEmpty else { return nil }
        return two(hour) + tail + rest
    }

    private static func two(_ number: Int) -> String { String(number).leftPadded(2) }

    private static func take(_ mark: Character, _ rest: inout Substring) -> Bool {
        guard rest.first == mark else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Digits at the beginning, if there are as many as may be.
    private static func number(_ rest: inout Substring, _ counts: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix { $0.isASCII && $0.isWholeNumber }
        guard counts.contains(digits.count), let value = Int(digits) else { return nil }
        rest = rest.dropFirst(digits.count)
        return value
    }
}

extension String {
    fileprivate func leftPadded(_ width: Int) -> String {
        String(repeating: "0", count: max(0, width - count)) + self
    }
}
