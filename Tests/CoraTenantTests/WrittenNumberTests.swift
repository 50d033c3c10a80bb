import CoraTenant
import Testing

struct WrittenNumberTests {
    @Test(arguments: [
        ("489000", 489_000), ("$489,000", 489_000), ("$ 489,000.00", 489_000), ("US$489000", 489_000),
        ("489.000,00", 489_000), ("489 000", 489_000), ("489'000", 489_000), ("1 250 000.50", 1_250_000.5),
        ("489K", 489_000),
        ("1.2M", 1_200_000), ("1.2 m", 1_200_000), ("489000 USD", 489_000), ("４８９０００", 489_000), ("2.5", 2.5),
        ("2,5", 2.5),
        ("0", 0), ("007", 7),
    ])
    func `a number is read as people write it`(text: String, wanted: Double) {
        let number = WrittenNumber.amount(
            text, signs: ["us$", "usd", "$"], units: ["k": 1000, "m": 1_000_000, "usd": 1])
        #expect(number == wanted)
    }

    @Test(arguments: [
        "", " ", "$", "k", "abc", "12 34", "1,5.25", "1,2,3", "12-14", "-5", "4x9", "489000 EUR", "5 00", "1e6", "$$5",
        "½",
    ])
    func `what may be something else is no number`(text: String) {
        #expect(WrittenNumber.amount(text, signs: ["$"], units: ["k": 1000]) == nil)
    }
}
