import CoraCall
import CoraTenant
import CoraTools
import CoraWire
import Logging
import Testing

struct TransferToHumanTests {
    /// Tuesday, November 24, 2026, 22:00 UTC: 17:00 in New York.
    private static let evening = 1_795_557_600

    private static func run(
        _ queue: String, _ urgency: String = "normal", at time: Int = evening, _ change: (inout Tenant) -> Void
    ) async -> ToolOutcome {
        var tenant = Tenant(id: "ray", numbers: [], agentName: "Ray")
        tenant.timeZone = "America/New_York"
        change(&tenant)
        let ticket = CallTicket(
            callSID: "CA1", callID: "c", tenant: tenant, callerNumber: "+14155550199", dialledNumber: "+1")
        let tools = ToolExecutor(
            [TransferToHuman()], clocks: TestCall.clocks(at: time),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        return await tools.run(
            ToolInvocation(
                id: "1", name: "transfer_to_human", arguments: #"{"queue":"\#(queue)","urgency":"\#(urgency)"}"#),
            on: ticket)
    }

    @Test func `a caller in a browser is shown the number, and stays`() async throws {
        var tenant = Tenant(id: "ray", numbers: [], agentName: "Ray", humanNumber: "+14155550121")
        tenant.timeZone = "America/New_York"
        let ticket = CallTicket(
            callSID: "WS1", callID: "c", tenant: tenant, callerNumber: Caller.web.recorded, dialledNumber: "+1")
        let tools = ToolExecutor(
            [TransferToHuman()], clocks: TestCall.clocks(at: Self.evening),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let outcome = await tools.run(
            ToolInvocation(
                id: "1", name: "transfer_to_human", arguments: #"{"queue":"primary_agent","urgency":"normal"}"#),
            on: ticket)
        #expect(outcome.transfer == nil)
        #expect(outcome.succeeded)
        #expect(try JSON.parse(outcome.envelope)["data"]?["telephone"] == "+14155550121")
    }

    private static func code(_ outcome: ToolOutcome) throws -> String? {
        try JSON.parse(outcome.envelope)["error"]?["code"]?.string
    }

    @Test func `finds the person, and has the call go there`() async throws {
        let outcome = await Self.run("spanish_line", "urgent") {
            $0.humanNumbers = [.spanishLine: "+14155550122", .primaryAgent: "+14155550121"]
        }
        #expect(
            outcome.transfer
                == TransferOrder("+14155550122", queue: .spanishLine, isUrgent: true))
        #expect(try JSON.parse(outcome.envelope)["ok"] == true)
    }

    @Test func `outside business hours it says when somebody is there, and no person is called`() async throws {
        let hours = BusinessHours(byDay: ["wed": [["09:00", "17:00"]], "tue": [["09:00", "16:00"]]])
        let outcome = await Self.run("primary_agent") {
            $0.humanNumber = "+14155550121"
            $0.businessHours = hours
        }
        #expect(outcome.transfer == nil)
        #expect(try Self.code(outcome) == "outside_hours")
        #expect(outcome.envelope.contains("Wednesday, November 25, at 9:00 AM"))
        let urgent = await Self.run("primary_agent", "urgent") {
            $0.humanNumber = "+14155550121"
            $0.businessHours = hours
        }
        #expect(urgent.transfer?.number == "+14155550121")
    }

    @Test func `with no person to call it says so`() async throws {
        let outcome = await Self.run("primary_agent") { _ in }
        #expect(outcome.transfer == nil)
        #expect(try Self.code(outcome) == "not_set_up")
    }

    @Test(arguments: ["+1911", "+19005550100"])
    func `an emergency or premium number is never called, though it is a tenant's own`(number: String) async throws {
        let outcome = await Self.run("primary_agent") { $0.humanNumber = number }
        #expect(outcome.transfer == nil)
        #expect(try Self.code(outcome) == "not_set_up")
    }

    @Test func `a queue that there is not is refused before anything is looked up`() async throws {
        let outcome = await Self.run("boss") { $0.humanNumber = "+14155550121" }
        #expect(outcome.transfer == nil)
        #expect(try Self.code(outcome) == "invalid_arguments")
    }
}
