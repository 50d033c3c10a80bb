package import CoraTenant

/// The tool `end_call`, which the call itself carries out: the agent says goodbye, the caller hears it, the line
/// closes.
package enum EndCallTool {
    /// The tool's name.
    package static let name = "end_call"

    /// The tool as the model is told of it.
    package static let description = ToolDescription(
        name: name,
        description: "Ends the phone call. Call it when the caller has said goodbye or has nothing more to ask. "
            + "Say goodbye in the same turn; the line closes once the caller has heard it.",
        parameters: .object([
            .init("reason", .string(allowed: ["caller_done", "caller_asked", "wrong_number", "abuse"]))
        ]))

    /// The tool's traits: it does nothing for the caller beyond the call.
    package static let traits = ToolTraits(followUp: .notNeeded)

    /// The tool's answer while a tool that writes still runs: its result has to be told first.
    package static let tooEarly =
        #"{"ok":false,"error":{"code":"too_early","message":"Another tool is still running. Tell the caller its result first, then end the call.","retryable":true}}"#

    /// The tool's answer to the model: the line will close.
    package static let accepted = #"{"ok":true,"data":{"line":"closes after the goodbye has been heard"}}"#
}
