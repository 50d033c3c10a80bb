import CoraCall
import CoraTenant
import CoraTools

/// The tools of a server without a database: none is offered, and a model that calls one all the same is told so. The
/// catalog still says what each of our tools means.
struct NoTools: ToolRunner {
    var catalog: ToolCatalog { ToolRegistry.cora.catalog }

    func descriptions(for _: Tenant) -> [ToolDescription] { [] }

    func run(_ invocation: ToolInvocation, on _: CallTicket) async -> ToolOutcome {
        ToolOutcome(
            envelope:
                #"{"ok":false,"error":{"code":"unknown_tool","message":"There is no such tool.","retryable":false}}"#,
            succeeded: false)
    }
}
