package import CoraCall
import CoraTools

/// The tools of a server without a database: none is offered, and a model that calls one all the same is told so. The
/// catalog still says what each of our tools means.
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
