package import CoraCall

/// The runner of a server that has no tools yet: none is offered, and a model that calls one all the same is told so.
package struct NoTools: ToolRunner {
    package init() {}

    package func descriptions(for _: Tenant) -> [ToolDescription] { [] }

    package func run(_ invocation: ToolInvocation, on _: CallTicket) async -> ToolOutcome {
        ToolOutcome(
            envelope:
                #"{"ok":false,"error":{"code":"unknown_tool","message":"There is no such tool.","retryable":false}}"#,
            succeeded: false)
    }
}
