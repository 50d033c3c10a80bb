import CoraBusiness
import CoraCall
import CoraPostgres
import CoraStore
import CoraTenant
import CoraTools
import CoraWire
import Testing

/// A tool is one file and one line: every rule that has to do with a tool holds for one that no other file names.
struct SixthToolTests {
    private static let name = "send_listing"
    private static let arguments = #"{"propertyId":"ATX-1001","channel":"email"}"#

    private let registry = ToolRegistry(ToolRegistry.cora.kinds + [SendListing.self])

    private func executor() throws -> ToolExecutor {
        let pool = PostgresPool(try PostgresConninfo("host=127.0.0.1"), logger: ToolDatabase.logger)
        return ToolExecutor(registry.tools(on: pool), clocks: TestCall.clocks(), logger: ToolDatabase.logger)
    }

    private func run(_ arguments: String = arguments, allowed: [String]? = nil) async throws -> ToolOutcome {
        var ticket = TestCall.ticket()
        ticket.tenant.toolsAllowed = allowed
        return await (try executor()).run(
            ToolInvocation(id: "1", name: Self.name, arguments: arguments), on: ticket)
    }

    /// A call whose caller said one thing and for whom the tool ran.
    private func call(_ outcome: ToolOutcome?, ending: String) -> EndedCall {
        var items: [StoredConversation.Item] = [
            .message(role: .user, item: "1", text: "Yes.", heard: "Yes.", cutMilliseconds: nil)
        ]
        if let outcome {
            items.append(.tool(ToolInvocation(id: "1", name: Self.name, arguments: Self.arguments), outcome))
        }
        return EndedCall(
            callID: "c1", tenantID: "ray", agentName: "Ray", caller: .number("+15125550142"),
            startedAt: WallTime(seconds: 0),
            endedAt: WallTime(seconds: 30), ending: ending, items: items)
    }

    @Test func `the model is offered it, as far as the tenant allows`() throws {
        let executor = try executor()
        var tenant = TestCall.ticket().tenant
        #expect(executor.descriptions(for: tenant).last == SendListing.description)
        tenant.toolsAllowed = ["search_properties"]
        #expect(!executor.descriptions(for: tenant).contains(SendListing.description))
    }

    @Test func `it runs, and its arguments are checked`() async throws {
        let outcome = try await run()
        #expect(outcome.envelope == #"{"data":{"sent":"ATX-1001 by email"},"ok":true}"#)
        #expect(outcome.succeeded && outcome.wrote)
        let refused = try await run(#"{"propertyId":"ATX-1001","channel":"fax"}"#)
        #expect(try JSON.parse(refused.envelope).code == "invalid_arguments")
        #expect(!refused.succeeded)
    }

    @Test func `it is refused where the tenant does not allow it`() async throws {
        let outcome = try await run(allowed: ["search_properties"])
        #expect(try JSON.parse(outcome.envelope).code == "not_allowed")
        #expect(!outcome.succeeded)
    }

    @Test func `it backs what the agent says it did, and nothing else`() {
        var watch = CommitmentWatch(registry.catalog)
        watch.said("I've sent you an email with the details.", item: "A1")
        #expect(watch.responseDone(backedBy: [Self.name]) == [])
        watch.said("I've booked it for Tuesday at two.", item: "A2")
        #expect(watch.responseDone(backedBy: [Self.name]).map(\.commitment) == [.booking])
    }

    @Test func `it comes to an outcome, and counts in the lead's score`() async throws {
        func summary(_ outcome: ToolOutcome?) -> ComputedSummary {
            ComputedSummary(of: call(outcome, ending: "caller_hung_up"), with: registry.catalog)
        }
        let done = try await run()
        let failed = try await run("{}")
        #expect(summary(nil).outcome == .unfinished && summary(failed).outcome == .unfinished)
        #expect(summary(done).outcome == .informationGiven)
        #expect(summary(failed).leadQuality == summary(nil).leadQuality)
        #expect(summary(done).leadQuality == summary(nil).leadQuality + 12)
    }

    @Test func `a caller who wanted it and whose call breaks off is called back`() async throws {
        // An ending after which the caller was promised nothing: what they wanted has to show in the call.
        func lead(_ outcome: ToolOutcome?, _ ending: String = "caller_socket_lost") -> LostLead? {
            LostLead(call(outcome, ending: ending), with: registry.catalog)
        }
        let done = try await run()
        #expect(lead(nil) == nil)
        #expect(lead(done)?.notes.contains("Last asked of a tool: send_listing.") == true)
        #expect(lead(done, "caller_hung_up") == nil)
    }
}
