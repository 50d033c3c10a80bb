/// Answers to tool calls that the call itself gives, because the tool was not run. JSON as in ``ToolOutcome``.
package enum ToolAnswer {
    /// The caller began to speak before the response was done that called the tool.
    package static let callerWentOn =
        #"{"ok":false,"error":{"code":"caller_went_on","message":"The caller went on speaking; this was not done. Listen first, then decide anew.","retryable":true}}"#
    /// The response stopped before the tool call was complete.
    package static let cutOff =
        #"{"ok":false,"error":{"code":"cut_off","message":"The tool call was cut off; nothing was done. Make it again, with shorter arguments.","retryable":true}}"#
}
