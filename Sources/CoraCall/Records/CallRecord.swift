package import CoraTenant

/// One entry of a call's record.
package enum CallRecord: Sendable, Equatable {
    /// The stream opened.
    case started
    /// The caller or the agent said something, or the caller typed digits.
    case turn(Turn)
    /// A tool answered; `took` is how long it ran.
    case tool(ToolInvocation, ToolOutcome, took: CallDuration)
    /// A step of putting the caller through to a person.
    case transfer(TransferStep)
    /// The agent claimed something that no tool has done.
    case claim(UnbackedClaim)
    /// The model's bill for one response.
    case usage(ResponseUsage)
    /// The bill for transcribing one turn of the caller.
    case transcription(TranscriptionCount)
    /// What the page of a web session has measured in all; it comes before the end.
    case page(PageFigures)
    /// The call is over.
    case ended(Termination, CallFigures)
}
