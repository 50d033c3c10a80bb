import CoraTenant
import Testing

struct PhraseTests {
    private static func tenant(_ language: String = "en", _ own: [Phrase: String] = [:]) -> Tenant {
        Tenant(id: "acme", numbers: [], agentName: "Ann", phrases: own, language: language)
    }

    @Test(arguments: [
        ("en", "One moment, please."), ("es", "Un momento, por favor."), ("es-MX", "Un momento, por favor."),
        ("fr", "One moment, please."),
    ])
    func `a phrase is in the tenant's language, and in English where CORA has no words`(tag: String, text: String) {
        #expect(Self.tenant(tag).sentence(.hold) == text)
    }

    @Test func `a tenant's own words come first, with its names filled in`() {
        let tenant = Self.tenant("es", [.puttingThrough: "Le paso con ${agentDisplayName}, de ${brandName}."])
        #expect(tenant.sentence(.puttingThrough) == "Le paso con Ann, de CORA.")
        #expect(tenant.sentence(.goodbye) == "Gracias por llamar. Adiós.")
    }

    @Test(arguments: SentenceLanguage.allCases, Phrase.allCases)
    func `every phrase is a sentence of its own that can be dictated in quotes`(
        language: SentenceLanguage, phrase: Phrase
    ) {
        let text = phrase.text(in: language)
        #expect(text.last.map { ".?".contains($0) } == true)
        #expect(!text.contains("\"") && text.count <= Phrase.longest)
        let all = SentenceLanguage.allCases.flatMap { language in Phrase.allCases.map { $0.text(in: language) } }
        #expect(all.filter { $0 == text }.count == 1)
    }
}
