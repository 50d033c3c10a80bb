import CoraCall
import CoraTenant
import Testing

struct DirectionsTests {
    private static let requests: [ResponseRequest] =
        [
            .greeting, .afterTools, .whileToolsRun, .afterDigits, .afterSilence(1), .afterSilence(2), .nearLimit,
            .afterClaim, .retry,
        ]
        + [
            .agentEnded, .silence, .durationLimit, .transfer(to: TransferOrder("+15550199")), .drain,
            .spendLimit(isCalledBack: true), .spendLimit(isCalledBack: false),
        ].map { .goodbye($0) }

    @Test(arguments: requests)
    func `a sentence to be said stands in quotes after Say`(request: ResponseRequest) throws {
        guard let text = Directions.item(for: request, greeting: "Hello, this is Ann's office.") else { return }
        let say = try #require(text.wholeMatch(of: /(?s)([^"]*)Say ([a-z ]+): "([^"]+)"/))

        #expect(!say.output.1.contains("Say"))
        #expect(say.output.3.last.map { ".?!".contains($0) } == true)
    }

    @Test func `there is a direction exactly where the conversation does not say enough`() {
        let without = Self.requests.filter { Directions.item(for: $0, greeting: "Hi.") == nil }

        #expect(without == [.afterTools, .afterDigits, .afterClaim, .retry])
    }

    @Test func `the greeting is said as it stands`() {
        let text = Directions.item(for: .greeting, greeting: "Hello, this is Ann's office.")

        #expect(text?.hasSuffix("nothing else: \"Hello, this is Ann's office.\"") == true)
    }

    @Test func `the second question is not the first`() {
        #expect(Directions.item(for: .afterSilence(1), greeting: "")?.contains(Directions.stillThere) == true)
        #expect(Directions.item(for: .afterSilence(2), greeting: "")?.contains(Directions.canHearYou) == true)
    }

    @Test func `what is typed reaches the model as it was typed`() {
        #expect(Directions.typed("42*") == "[The caller typed on the keypad: 42*]")
    }

    @Test func `a caller who was cut off is not greeted as if new`() {
        let tenant = Tenant(id: "acme", numbers: [], agentName: "Ann")
        var ticket = CallTicket(
            callSID: "CA1", callID: "1", tenant: tenant, callerNumber: "+1", dialledNumber: "+2")
        #expect(ticket.greeting == tenant.greeting)
        ticket.attempt = 1
        #expect(ticket.greeting == Directions.backAgain)
    }
}
