import CoraArguments
import Testing

struct HomePriceTests {
    @Test(arguments: [
        (489_000, "$489,000"), (0, "$0"), (999, "$999"), (1_000, "$1,000"), (1_234_567.4, "$1,234,567"),
        (-5, "$0"), (1e80, "$1,000,000,000,000,000"), (.infinity, "$1,000,000,000,000,000"), (.nan, "$0"),
    ])
    func `an amount of money is written as people write it, whatever it is`(amount: Double, text: String) {
        #expect(HomePrice.written(amount) == text)
    }
}
