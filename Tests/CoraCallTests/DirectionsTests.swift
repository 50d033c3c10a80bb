import CoraCall
import CoraTenant
import Testing

struct DirectionsTests {
    private static let requests: [ResponseRequest] =
        [
            .greeting, .afterTools, .whileToolsRun, .afterDigits, .afterSilence(1), .afterSilence(2), .nearLimit,
            .afterClaim, .retry, .filtered,
        ]
        + [
            .agentEnded, .silence, .durationLimit, .transfer(to: TransferOrder("+15550199")), .drain, .operatorEnded,
            .spendLimit(isCalledBack: true), .spendLimit(isCalledBack: false),
        ].map { .goodbye($0) }

    private static func ticket(_ language: String = "en", _ phrases: [Phrase: String] = [:]) -> CallTicket {
        let tenant = Tenant(
            id: "acme", numbers: [], agentName: "Ann", greetingTemplate: "Hello, this is Ann's office.",
            phrases: phrases, language: language)
        return CallTicket(callSID: "CA1", callID: "1", tenant: tenant, callerNumber: "+1", dialledNumber: "+2")
    }

    @Test(arguments: requests, ["en", "es", "fr", "eu"])
    func `a sentence to be said stands in quotes after Say`(request: ResponseRequest, language: String) throws {
        guard let text = Directions.item(for: request, on: Self.ticket(language)) else { return }
        let say = try #require(text.wholeMatch(of: /(?s)([^"]*)Say ([A-Za-z0-9 ]+): "([^"]+)"/))

        #expect(!say.output.1.contains("Say"))
        #expect(say.output.3.last.map { ".?!".contains($0) } == true)
    }

    @Test func `there is a direction exactly where the conversation does not say enough`() {
        let without = Self.requests.filter { Directions.item(for: $0, on: Self.ticket()) == nil }

        #expect(without == [.afterTools, .afterDigits, .afterClaim, .retry])
    }

    @Test func `the greeting is said as it stands, in whatever language it is`() {
        for language in ["en", "es", "fr"] {
            let text = Directions.item(for: .greeting, on: Self.ticket(language))
            #expect(text?.hasSuffix("exactly this and nothing else: \"Hello, this is Ann's office.\"") == true)
        }
    }

    @Test(arguments: SentenceLanguage.allCases, requests)
    func `every other sentence is one of those that CORA has in the tenant's language`(
        language: SentenceLanguage, request: ResponseRequest
    ) throws {
        guard request != .greeting,
            let direction = Directions.item(for: request, on: Self.ticket(language.rawValue))
        else { return }
        let sentence = try #require(Directions.sentence(in: direction))
        let known = Phrase.allCases.map { $0.text(in: language) } + CallSentence.allCases.map { $0.text(in: language) }
        #expect(known.contains(sentence))
        #expect(Directions.sentences.contains(sentence))
    }

    @Test func `every sentence of CORA's is another in each language, and has no quotes of its own`() {
        let sentences = Directions.sentences
        #expect(Set(sentences).count == sentences.count)
        #expect(
            sentences.count == SentenceLanguage.allCases.count * (Phrase.allCases.count + CallSentence.allCases.count))
        #expect(!sentences.contains { $0.contains("\"") })
    }

    @Test func `where CORA has no words in a language, the model is asked to say the English ones in it`() {
        let request = ResponseRequest.afterSilence(1)
        #expect(
            Directions.item(for: request, on: Self.ticket("fr"))?.hasSuffix(
                "Say this in French: \"Are you still there?\"") == true)
        #expect(
            Directions.item(for: request, on: Self.ticket("eu"))?.hasSuffix(
                "Say this in the language with the ISO 639 code eu: \"Are you still there?\"") == true)
    }

    @Test func `a tenant's own words are said exactly, in whatever language they are`() {
        let ticket = Self.ticket("fr", [.stillThere: "Vous êtes là ?", .hold: "Un instant, ${brandName} cherche."])
        #expect(
            Directions.item(for: .afterSilence(1), on: ticket)?.hasSuffix("Say exactly: \"Vous êtes là ?\"") == true)
        #expect(
            Directions.item(for: .whileToolsRun, on: ticket)?.hasSuffix("Say exactly: \"Un instant, CORA cherche.\"")
                == true)
    }

    @Test func `the second question is not the first`() {
        let ticket = Self.ticket()
        #expect(
            Directions.item(for: .afterSilence(1), on: ticket)?.contains(Phrase.stillThere.text(in: .english)) == true)
        #expect(
            Directions.item(for: .afterSilence(2), on: ticket)?.contains(CallSentence.canHearYou.text(in: .english))
                == true)
    }

    @Test func `what is typed reaches the model as it was typed`() {
        #expect(Directions.typed("42*") == "[The caller typed on the keypad: 42*]")
    }

    @Test(arguments: SentenceLanguage.allCases)
    func `a caller who was cut off is not greeted as if new`(language: SentenceLanguage) {
        var ticket = Self.ticket(language.rawValue)
        #expect(ticket.greeting == ticket.tenant.greeting)
        ticket.attempt = 1
        #expect(ticket.greeting == CallSentence.backAgain.text(in: language))
        ticket.missed = .busy
        #expect(ticket.greeting == CallSentence.nobodyAnswered.text(in: language))
    }

    @Test func `words for a caller who is back are asked for in a language that CORA has none in`() {
        var ticket = Self.ticket("fr")
        ticket.attempt = 1
        let text = Directions.item(for: .greeting, on: ticket)
        #expect(text?.contains("Say this in French: \"I'm sorry, we were cut off") == true)
    }
}
