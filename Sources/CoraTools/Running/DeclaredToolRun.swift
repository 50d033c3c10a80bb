import CoraArguments
import CoraCall
import CoraClients
import CoraTenant
import CoraWire

/// Runs a tool that is a tenant's own configuration: it asks the tenant's server. That server must see to it that a
/// thing is done once; it is given a key that is equal for equal calls and arguments.
struct DeclaredToolRun: Tool {
    let tool: DeclaredTool
    let client: DeclaredToolClient

    var description: ToolDescription { tool.description }

    /// A second more than the tool's own deadline. The client keeps that deadline and reports it in its own words; the
    /// executor stops a run that is still there a second later.
    var deadline: CallDuration? { tool.deadline + .seconds(1) }

    func run(_ arguments: JSON, in context: ToolContext) async throws -> ToolOutcome {
        await client.run(
            tool, ToolInvocation(id: context.invocation, name: tool.name, arguments: arguments.text),
            on: context.ticket)
    }
}
