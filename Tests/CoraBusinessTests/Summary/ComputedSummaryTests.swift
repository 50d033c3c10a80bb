import CoraBusiness
import CoraCall
import CoraStore
import CoraTenant
import CoraWire
import Testing

struct ComputedSummaryTests {
    private typealias Calls = SummaryCalls

    @Test func `a call in which nothing was said is no lead, and says so`() throws {
        let summary = ComputedSummary(of: Calls.call([Calls.agent("Hi")]), with: Calls.catalog).summary(
            because: "no model is set")
        #expect(summary.source == .record)
        #expect(summary.model == nil)
        #expect(summary.leadQuality == 0)
        #expect(summary.outcome == "no_conversation")
        #expect(summary.nextActions.isEmpty)
        let json = try JSON.parse(summary.json)
        #expect(json["source"]?.string == "record")
        #expect(json["reason"]?.string == "no model is set")
        #expect(json["duration_s"]?.int == 90)
    }

    @Test func `lead quality is the sum that the rule says`() {
        func quality(_ items: [StoredConversation.Item], seconds: Int = 10) -> Int {
            ComputedSummary(of: Calls.call(items, seconds: seconds), with: Calls.catalog).leadQuality
        }
        let hello = Calls.caller("Hello.")
        #expect(quality([hello]) == 10)
        #expect(quality([hello, hello, hello]) == 20)
        #expect(quality([hello], seconds: 60) == 15)
        #expect(quality([Calls.caller("Is it free?")]) == 15)
        #expect(quality([hello, Calls.tool("search_properties")]) == 25)
        #expect(quality([hello, Calls.tool("search_properties", ok: false)]) == 10)
        #expect(quality([hello, Calls.tool("request_callback"), Calls.tool("transfer_to_human")]) == 25)
        #expect(quality([hello, Calls.tool("book_showing")]) == 50)
        let all = ["search_properties", "qualify_lead", "request_callback", "book_showing"].map { Calls.tool($0) }
        #expect(quality([Calls.caller("Free?"), hello, hello] + all, seconds: 90) == 100)
    }

    @Test func `what worked decides the outcome; what failed does not`() {
        func outcome(_ items: [StoredConversation.Item], ending: String? = nil) -> CallOutcome {
            ComputedSummary(of: Calls.call([Calls.caller("Hello.")] + items, ending: ending), with: Calls.catalog)
                .outcome
        }
        #expect(outcome([Calls.tool("qualify_lead"), Calls.tool("book_showing")]) == .showingBooked)
        #expect(outcome([Calls.tool("book_showing", ok: false)]) == .unfinished)
        #expect(outcome([Calls.tool("request_callback")]) == .callbackRequested)
        #expect(outcome([], ending: "transferred") == .transferred)
        #expect(outcome([Calls.agent("Hi"), Calls.agent("It is.")]) == .informationGiven)
    }

    @Test func `questions are the caller's, in their own words`() {
        let items = [
            Calls.caller("Hi. Is the house on Oak Street free? And what does it cost?"),
            Calls.agent("May I ask your name?"),
            Calls.caller("Ann"),
        ]
        #expect(
            ComputedSummary(of: Calls.call(items), with: Calls.catalog).questions == [
                "Is the house on Oak Street free?", "And what does it cost?",
            ])
    }

    @Test func `properties come from tools that worked: by address, else by id, each once`() {
        let found = #"[{"id":"p1","address":"120 Oak St"},{"id":"p2","address":"9 Elm St"}]"#
        let items = [
            Calls.tool("search_properties", data: found), Calls.tool("search_properties", data: found),
            Calls.tool("book_showing", #"{"propertyId":"p7"}"#),
            Calls.tool("book_showing", #"{"propertyId":"p8"}"#, ok: false), Calls.tool("book_showing", "not JSON"),
        ]
        #expect(
            ComputedSummary(of: Calls.call(items), with: Calls.catalog).properties == ["120 Oak St", "9 Elm St", "p7"])
    }
}

struct WithheldCallerSummaryTests {
    private typealias Calls = SummaryCalls

    @Test(arguments: [
        (Caller.withheld, "A caller who withholds their number called for "),
        (.address("sip:ana@acme.example"), "A caller without a telephone number called for "),
        (.number("+14155550199"), "+14155550199 called for "),
    ])
    func `a caller is named by their number, or by why they have none`(caller: Caller, words: String) throws {
        var call = Calls.call([Calls.caller("I want to buy a house.")])
        call.caller = caller
        let summary = ComputedSummary(of: call, with: Calls.catalog)
        let json = try JSON.parse(summary.summary(because: "no model is set").json)
        #expect(json["summary"]?.string?.hasPrefix(words) == true, "\(summary)")
        #expect(summary.nextActions.allSatisfy { !$0.contains("anonymous") && !$0.contains("sip:") })
    }
}
