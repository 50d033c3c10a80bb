/// One thing to be kept of a call.
package enum CallRecord: Sendable, Equatable {
    /// The stream opened.
    case started
    /// Somebody said something, or typed it.
    case turn(Turn)
    /// A tool answered.
    case tool(ToolInvocation, ToolOutcome, took: CallDuration)
    /// A step of putting the caller through to a person.
    case transfer(TransferStep)
    /// The agent claimed what no tool has done.
    case claim(UnbackedClaim)
    /// The model's bill for one response.
    case usage(ResponseUsage)
    /// The bill for writing down one of the caller's turns.
    case transcription(TranscriptionCount)
    /// The call is over.
    case ended(Termination, CallFigures)
}
