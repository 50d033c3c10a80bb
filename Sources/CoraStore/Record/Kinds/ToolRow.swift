package import CoraCall
import CoraTenant
import CoraWire

/// A tool answered: a row in `tool_calls`.
struct ToolRow: RecordRow {
    /// Its time is that of the answer.
    var stamp: RowStamp
    var invocation: ToolInvocation
    var outcome: ToolOutcome
    /// How long the tool took.
    var milliseconds: Int
    /// Its place among all turns of the call.
    var place: Int?

    static let kind = OutboxRow.Kind.tool

    static let columns: [RecordColumn<Self>] = [
        .uuid("id", \.stamp.id),
        .uuid("call_id", \.stamp.callID),
        .text("name", \.invocation.name),
        .json("args") { .foreign($0.invocation.arguments) },
        .json("result") { .foreign($0.outcome.envelope) },
        .integer("duration_ms", \.milliseconds),
        .flag("success", \.outcome.succeeded),
        .text("tenant_id", \.stamp.tenantID),
        .timestamp("ts") { $0.stamp.time - .milliseconds($0.milliseconds) },
        .integer("sequence", \.place),
        .text("tool_call_id", \.invocation.id),
    ]

    static let statements = [insert(into: "tool_calls")]
}

extension ToolOutcome {
    /// The outcome of a tool run in the database, of which only the envelope is kept: it succeeded if `ok` is true.
    package init(stored envelope: String) {
        self.init(envelope: envelope, succeeded: JSON.flag("ok", in: envelope) == true)
    }
}
