import CoraBusiness
import CoraCall
import CoraRealtime
import CoraTenant
import Testing

struct AnalyticsRangeTests {
    private static let today = CivilDay(year: 2026, month: 11, day: 25)

    @Test(
        arguments: [
            (nil, nil, "2026-10-27", "2026-11-25"), ("", "", "2026-10-27", "2026-11-25"),
            ("2026-11-01", nil, "2026-11-01", "2026-11-25"), ("2026-01-01", nil, "2026-01-01", "2026-01-30"),
            (nil, "2026-03-01", "2026-01-31", "2026-03-01"), ("2027-01-01", nil, "2027-01-01", "2027-01-01"),
            ("2026-11-25", "2026-11-25", "2026-11-25", "2026-11-25"),
        ] as [(String?, String?, String, String)])
    func `what is missing makes it the usual days`(from: String?, to: String?, first: String, last: String) throws {
        let range = try AnalyticsRange(from: from, to: to, today: Self.today)
        #expect("\(range.from) \(range.to)" == "\(first) \(last)")
        #expect(range.count >= 1)
    }

    @Test(
        arguments: [
            ("yesterday", nil, AnalyticsRange.Problem.notADay(parameter: "from")),
            (nil, "2026-02-30", .notADay(parameter: "to")), ("1969-12-31", nil, .notADay(parameter: "from")),
            ("2026-11-26", "2026-11-25", .backwards), ("2025-01-01", "2026-11-25", .tooLong),
            ("2026-11-25'; DROP TABLE calls", nil, .notADay(parameter: "from")),
        ] as [(String?, String?, AnalyticsRange.Problem)])
    func `what makes no sense is told`(from: String?, to: String?, problem: AnalyticsRange.Problem) {
        #expect(throws: problem) { try AnalyticsRange(from: from, to: to, today: Self.today) }
        #expect(!problem.words.isEmpty)
    }
}
