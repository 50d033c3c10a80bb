/// How promising a lead is, 0 to 100: the sum of four parts, so that people can see where the score comes from.
///
/// | what is known | points | |---|---| | they want to buy or sell | 20 | | money: a budget, or the price a seller
/// hopes for | 20 | | financing: preapproved 30, prequalified 20, unknown 0; a seller needs none | 0–30 | | timeline:
/// within a month 30, three months 20, six months 10, a year 5, later or "just looking" 0; said, but no length of time
/// in it: 5 | 0–30 |
///
/// A seller's financing counts 20.
package enum LeadScore {
    /// What a caller wants.
    package enum Intent: String, Sendable, CaseIterable {
        case buy, sell
    }

    /// How far a buyer's money is.
    package enum Financing: String, Sendable, CaseIterable {
        case preapproved, prequalified, unknown
    }

    /// The score of a lead.
    /// - Parameters:
    ///   - budget: what a buyer can spend or a seller hopes for, in dollars.
    ///   - timeline: when they want to buy or sell, in the caller's words.
    package static func of(intent: Intent, budget: Double?, timeline: String?, financing: Financing) -> Int {
        let money = (budget ?? 0) > 0 ? 20 : 0
        let means =
            switch (intent, financing) {
            case (_, .preapproved): 30
            case (.sell, _), (.buy, .prequalified): 20
            case (.buy, .unknown): 0
            }
        return 20 + money + means + points(for: timeline)
    }

    private static func points(for timeline: String?) -> Int {
        guard let timeline, timeline.contains(where: { !$0.isWhitespace }) else { return 0 }
        switch LeadTimeline(timeline) {
        case .months(let months) where months <= 1: return 30
        case .months(let months) where months <= 3: return 20
        case .months(let months) where months <= 6: return 10
        case .months(let months) where months <= 12: return 5
        case .months, .someday: return 0
        case .unclear: return 5
        }
    }
}

/// When a caller wants to buy or sell, read from their words.
package enum LeadTimeline: Sendable, Equatable {
    /// Within this many months; the longest time that the words name ("three to six months" is 6).
    case months(Double)
    /// No plan yet.
    case someday
    /// The words name no length of time.
    case unclear

    /// Reads words such as `ASAP`, `in 2-3 months`, `next spring`, `just looking`.
    package init(_ text: String) {
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        let line = " " + words.joined(separator: " ") + " "
        func says(_ phrases: [String]) -> Bool { phrases.contains { line.contains(" \($0) ") } }
        var longest: Double?
        var number: Double?
        for word in words {
            if let value = Self.numbers[word] ?? Double(word) {
                // "Half a year", but "a couple of months".
                if value != 1 || number == nil { number = value }
            } else if let unit = Self.units[word] {
                longest = max(longest ?? 0, (number ?? 1) * unit)
                number = nil
            }
        }
        if says(["just looking", "browsing", "someday", "no hurry", "no rush", "not sure", "don t know", "no plans"]) {
            self = .someday
        } else if says(["asap", "now", "immediately", "right away", "today", "tomorrow", "soon as possible", "urgent"])
        {
            self = .months(0)
        } else if let longest {
            self = .months(longest)
        } else if says(["soon", "shortly"]) {
            self = .months(3)
        } else if says(["spring", "summer", "fall", "autumn", "winter"]) {
            self = .months(6)
        } else {
            self = .unclear
        }
    }

    private static let numbers: [String: Double] = [
        "a": 1, "an": 1, "one": 1, "couple": 2, "two": 2, "three": 3, "few": 3, "four": 4, "five": 5, "six": 6,
        "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "half": 0.5, "next": 1, "this": 1,
    ]
    private static let units: [String: Double] = [
        "day": 1.0 / 30, "days": 1.0 / 30, "week": 0.25, "weeks": 0.25, "month": 1, "months": 1, "quarter": 3,
        "year": 12, "years": 12,
    ]
}
