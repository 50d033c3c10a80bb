package import CoraCall
import CoraTools

/// The runner of a server without a database: no tool is offered, and a model that calls one all the same is told so.
/// What each of our tools would do is known.
package struct NoTools: ToolRunner {
    package init() {}

    package var catalog: ToolCatalog { ToolRegistry.cora.catalog }

    package func descriptions(for _: Tenant) -> [ToolDescription] { [] }

    package func run(_ invocation: ToolInvocation, on _: CallTicket) async -> ToolOutcome {
        ToolOutcome(
            envelope:
                #"{"ok":false,"error":{"code":"unknown_tool","message":"There is no such tool.","retryable":false}}"#,
            succeeded: false)
    }
}
