import CoraBusiness
import CoraCall
import CoraStore
import CoraTenant
import CoraTools

/// Calls for the tests of summaries.
enum SummaryCalls {
    /// Our tools.
    static let catalog = ToolRegistry.cora.catalog
    static let time = WallTime(seconds: 1_790_000_000)

    static func ticket(_ id: String = "c1", attempt: Int = 0) -> CallTicket {
        CallTicket(
            callSID: "CA\(id)", callID: id, tenant: Tenant(id: "ray", numbers: ["+1"], agentName: "Ray Richards"),
            callerNumber: "+14155550199", dialledNumber: "+15005550006", attempt: attempt)
    }

    static func call(
        _ items: [StoredConversation.Item], seconds: Int = 90, ending: String? = "caller_hung_up"
    ) -> EndedCall {
        EndedCall(
            callID: "c1", tenantID: "ray", agentName: "Ray Richards", caller: .number("+14155550199"), startedAt: time,
            endedAt: time + .seconds(seconds), ending: ending, items: items)
    }

    static func caller(_ text: String) -> StoredConversation.Item {
        .message(role: .user, item: "i", text: text, heard: text, cutMilliseconds: nil)
    }

    static func agent(_ text: String, heard: String? = nil) -> StoredConversation.Item {
        .message(
            role: .assistant, item: "i", text: text, heard: heard ?? text, cutMilliseconds: heard == nil ? nil : 400)
    }

    static func tool(_ name: String, _ arguments: String = "{}", ok: Bool = true, data: String = "{}")
        -> StoredConversation.Item
    {
        .tool(
            ToolInvocation(id: "t", name: name, arguments: arguments),
            ToolOutcome(stored: #"{"ok":\#(ok),"data":\#(data)}"#))
    }

    static func turn(_ sequence: Int, _ role: Turn.Role, _ text: String) -> CallRecord {
        .turn(Turn(sequence: sequence, role: role, item: "item_\(sequence)", text: text))
    }

    static func ended(_ reason: Termination.Reason) -> CallRecord { .ended(Termination(reason), CallFigures()) }
}
