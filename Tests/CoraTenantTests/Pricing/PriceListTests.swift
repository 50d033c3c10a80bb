import CoraTenant
import Testing

@Suite struct PriceListTests {
    private let prices = PriceList(
        model: "speaks-2025-08-28", transcriptionModel: "writes",
        speech: [
            "speaks": ModelPrice(textIn: 1, cachedTextIn: 1, textOut: 1, audioIn: 5, cachedAudioIn: 1, audioOut: 7)
        ],
        transcription: ["writes": TranscriptionPrice(minute: 6_000_000)])

    private func tenant(_ model: String?) -> Tenant {
        var tenant = Tenant(id: "a", numbers: [], agentName: "A")
        tenant.model = model
        return tenant
    }

    @Test func `a dated snapshot costs what its model does, and keeps its name`() {
        for name in ["speaks", "speaks-2026-05-06", nil] {
            let (billed, price) = prices.speechPrice(of: tenant(name))
            #expect(billed == name ?? "speaks-2025-08-28")
            #expect(price?.audioOut == 7)
        }
    }

    @Test func `what a fallback speaks costs what that model costs`() {
        var usage = ResponseUsage()
        usage.audioOut = 10
        usage.model = "speaks"
        #expect(prices.cost(of: usage, for: tenant("other")) == Dollars(billionths: 70))
        #expect(prices.speechPrice(of: tenant("other"), by: "speaks").name == "speaks")
    }

    @Test(arguments: ["speaks-2026-05-6", "speaks-2026-05-0a", "speaks_2026-05-06", "-2026-05-06", "other", ""])
    func `any other name has no price`(name: String) {
        #expect(prices.speechPrice(of: tenant(name)).price == nil)
        #expect(prices.cost(of: ResponseUsage(), for: tenant(name)) == .zero)
    }
}
