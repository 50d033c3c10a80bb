/// The tool a call carries out by itself: it says goodbye, is heard, and closes the line.
package enum EndCallTool {
    /// The tool's name.
    package static let name = "end_call"

    /// What the model is told of it.
    package static let description = ToolDescription(
        name: name,
        description: "Ends the phone call. Call it when the caller has said goodbye or has nothing more to ask. "
            + "Say goodbye in the same turn; the line closes once the caller has heard it.",
        parameters: .object([
            .init("reason", .string(allowed: ["caller_done", "caller_asked", "wrong_number", "abuse"]))
        ]))

    /// It does nothing for the caller beyond the call.
    package static let traits = ToolTraits(followUp: .notNeeded)

    /// The model's answer: the line will close.
    package static let accepted = #"{"ok":true,"data":{"line":"closes after the goodbye has been heard"}}"#
}
