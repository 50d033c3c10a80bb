import CoraTenant
import Testing

struct DollarsTests {
    @Test(
        arguments: [
            ("0", 0), ("25", 25_000_000_000), ("25.5", 25_500_000_000), ("0.000000001", 1), ("0.060", 60_000_000),
            ("999999999.999999999", 999_999_999_999_999_999),
        ] as [(String, Int64)])
    func `an amount as people write it`(text: String, billionths: Int64) throws {
        let amount = try #require(Dollars(text))
        #expect(amount.billionths == billionths)
        #expect(Dollars(amount.text) == amount)
    }

    @Test(arguments: ["", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", "1.2.3", "1234567890", "0.0000000001", "٣", " 1"])
    func `anything else is none`(text: String) {
        #expect(Dollars(text) == nil)
    }

    @Test func `it is written with no more decimals than it needs`() {
        #expect(Dollars(billionths: 25_000_000_000).text == "25")
        #expect(Dollars(billionths: 25_500_000_000).text == "25.5")
        #expect(Dollars(billionths: -1).text == "-0.000000001")
        #expect(Dollars(billionths: .max) + Dollars(billionths: 1) == Dollars(billionths: .max))
    }

    @Test func `a call costs what its tenant's models cost`() {
        let price = ModelPrice(textIn: 1, cachedTextIn: 0, textOut: 0, audioIn: 0, cachedAudioIn: 0, audioOut: 10)
        let prices = PriceList(
            model: "a", transcriptionModel: "t", speech: ["a": price], transcription: ["t": .init(minute: 60_000)])
        var usage = ResponseUsage()
        (usage.textIn, usage.audioOut) = (5, 2)
        var tenant = Tenant(id: "x", numbers: [], agentName: "A")
        #expect(prices.cost(of: usage, for: tenant) == Dollars(billionths: 25))
        #expect(prices.cost(of: TranscriptionCount(milliseconds: 7), for: tenant) == Dollars(billionths: 7))
        tenant.model = "unknown"
        #expect(prices.cost(of: usage, for: tenant) == .zero)
    }
}
