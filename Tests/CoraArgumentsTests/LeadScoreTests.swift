import CoraArguments
import Testing

struct LeadScoreTests {
    @Test(arguments: [
        (LeadScore.Intent.buy, nil as Double?, nil as String?, LeadScore.Financing.unknown, 20),
        (.buy, 400_000, nil, .unknown, 40), (.buy, 400_000, "ASAP", .preapproved, 100),
        (.buy, 400_000, "in 2-3 months", .prequalified, 80), (.buy, nil, "just looking", .unknown, 20),
        (.sell, nil, "next month", .unknown, 70), (.sell, 900_000, "sometime next year", .unknown, 65),
        (.buy, 0, "   ", .unknown, 20), (.buy, nil, "when my lease is up", .unknown, 25),
    ])
    func `the rule`(
        intent: LeadScore.Intent, budget: Double?, timeline: String?, financing: LeadScore.Financing, score: Int
    ) {
        #expect(LeadScore.of(intent: intent, budget: budget, timeline: timeline, financing: financing) == score)
    }

    @Test(arguments: [
        ("as soon as possible", LeadTimeline.months(0)), ("within 30 days", .months(1)),
        ("six weeks", .months(1.5)),
        ("three to six months", .months(6)), ("a couple of months", .months(2)), ("next spring", .months(6)),
        ("no rush", .someday), ("I don't know", .someday), ("half a year", .months(6)), ("soon", .months(3)),
        ("after the wedding", .unclear),
    ])
    func `timelines`(text: String, expected: LeadTimeline) {
        #expect(LeadTimeline(text) == expected)
    }
}
