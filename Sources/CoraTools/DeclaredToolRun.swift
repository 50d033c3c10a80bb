import CoraCall
import CoraClients
import CoraWire

/// A tenant's own tool, which is only configuration: a run asks the tenant's server. Doing a thing once is that
/// server's part; it is given a key that is the same for the same call and arguments.
struct DeclaredToolRun: Tool {
    let tool: DeclaredTool
    let client: DeclaredToolClient

    var description: ToolDescription { tool.description }

    /// The client keeps the tool's own deadline, and says so in its own words; a second later the executor stops a run
    /// that is still there.
    var deadline: CallDuration? { tool.deadline + .seconds(1) }

    func run(_ arguments: JSON, in context: ToolContext) async throws -> ToolOutcome {
        await client.run(
            tool, ToolInvocation(id: context.invocation, name: tool.name, arguments: arguments.text),
            on: context.ticket)
    }
}
