import CoraCall
import CoraStore
import CoraTenant
import Testing

@testable import CoraBusiness

struct LostLeadTests {
    private typealias Calls = SummaryCalls

    private static func lead(
        _ items: [StoredConversation.Item], ending: String? = "model_lost", number: String = "+14155550199",
        claims: [String] = []
    ) -> LostLead? {
        var call = Calls.call(items, ending: ending)
        call.caller = Caller(number)
        call.claims = claims
        return LostLead(call, with: Calls.catalog)
    }

    @Test(arguments: [
        "caller_socket_lost", "caller_media_lost", "protocol_fault", "model_unavailable", "model_lost", "poisoned",
        "drained", "process_lost", "spend_limit", nil,
    ])
    func `a call that broke off after a wish leaves its caller lost`(ending: String?) throws {
        let lead = try #require(Self.lead([Calls.caller("I want to buy a house in Austin.")], ending: ending))
        #expect(lead.phone == "+14155550199")
        #expect(lead.notes.hasPrefix("The call broke off (") && lead.notes.contains("I want to buy a house in Austin."))
    }

    @Test(arguments: ["spend_limit", "model_lost", "model_unavailable", "poisoned"])
    func `who was told that they will be called is called, whatever they had said`(ending: String) throws {
        let lead = try #require(Self.lead([Calls.caller("Hello?")], ending: ending))
        #expect(lead.notes.hasPrefix("The call broke off (\(ending.replacing("_", with: " ")))"))
        #expect(Self.lead([Calls.caller("Hello?")], ending: ending, number: "anonymous") == nil)
        #expect(Self.lead([], ending: ending) != nil)
    }

    @Test(arguments: [
        "caller_hung_up", "agent_ended", "caller_silent", "duration_limit", "transferred", "ticket_refused",
    ])
    func `one that ended as calls do does not`(ending: String) {
        #expect(Self.lead([Calls.caller("I want to buy a house in Austin.")], ending: ending) == nil)
    }

    @Test(arguments: [
        ("Hi, my name is Dana Field and I", "Name: Dana Field."), ("This is Dana.", "Name: Dana."),
        ("me llamo ana", "Name: ana."),
        ("It's five one two, five five five, oh one four two.", "Number given: 5125550142."),
        ("(512) 555-0142", "Number given: 5125550142."),
        ("Can somebody call me back?", "Said: “Can somebody call me back?”."),
        ("Quiero ver la casa.", "Said: “Quiero ver la casa.”."),
    ])
    func `what was heard is in the notes`(words: String, note: String) throws {
        let lead = try #require(Self.lead([Calls.agent("Hello."), Calls.caller(words)]))
        #expect(lead.notes.contains(note), "\(lead.notes)")
    }

    @Test(arguments: [
        [], ["Hello?"], ["Hello.", "Can you hear me?"], ["It's fine.", "I'm here."], ["One two three."],
    ])
    func `a call in which nothing was heard is no lost lead`(words: [String]) {
        #expect(Self.lead(words.map(Calls.caller), ending: "caller_socket_lost") == nil)
    }

    @Test(arguments: ["book_showing", "request_callback", "transfer_to_human"])
    func `a tool that a person will see has seen to it`(tool: String) {
        let words = Calls.caller("I want to buy a house.")
        #expect(Self.lead([words, Calls.tool(tool)]) == nil)
        #expect(Self.lead([words, Calls.tool(tool, ok: false)]) != nil)
    }

    @Test func `a tool that was asked shows that something was wanted`() throws {
        let lead = try #require(Self.lead([Calls.caller("Yes."), Calls.tool("search_properties")]))
        #expect(lead.notes.contains("Last asked of a tool: search_properties."))
        #expect(Self.lead([Calls.caller("Bye."), Calls.tool("end_call")], ending: "caller_socket_lost") == nil)
    }

    @Test func `a withheld number is called back only if one was given`() {
        let wish = Calls.caller("I want to buy a house.")
        #expect(Self.lead([wish], number: "anonymous") == nil)
        #expect(Self.lead([wish, Calls.caller("5125550142")], number: "anonymous")?.phone == "5125550142")
    }

    @Test func `a promise that no tool kept is kept by a person, however the call ended`() throws {
        let claims = ["Someone will call you back."]
        let lead = try #require(Self.lead([Calls.caller("Bye.")], ending: "agent_ended", claims: claims))
        #expect(lead.notes == "The agent said “Someone will call you back.”, and no tool had done it.")
        #expect(Self.lead([Calls.tool("request_callback")], ending: "agent_ended", claims: claims) == nil)
    }

    @Test func `a caller who was refused can be called back`() {
        var ticket = Calls.ticket()
        #expect(
            LostLead(refused: ticket, because: "all lines were busy")?.notes.contains("all lines were busy") == true)
        ticket.caller = .withheld
        #expect(LostLead(refused: ticket, because: "all lines were busy") == nil)
    }
}
