/// Everything that can happen to a call, but for its audio: frames and deltas come fifty times a second and have
/// methods of their own on ``Conversation``. The table of the tests has a row for each event and does not compile
/// without one.
package enum CallEvent: Sendable, Equatable {
    // MARK: The caller's leg

    /// The leg says whose call it is.
    case legStarted(TicketClaim)
    /// The ticket office gave the call; `greeting` is how its first words are said.
    case ticketRedeemed(CallTicket, greeting: GreetingSource)
    /// The ticket office refused.
    case ticketRefused(TicketRefusal)
    /// Audio before this mark has been heard; nil for a mark that was never ours.
    case markReturned(PlayoutClock.Mark?)
    /// A key on the keypad.
    case digitPressed(Character)
    /// Media that is not base64, and where it is not.
    case brokenMedia(String)
    /// A message of the carrier's that is not known.
    case unknownFromCaller
    /// The caller's side broke its protocol.
    case callerFault(CallerFault)
    /// The caller hung up, or the carrier took the call elsewhere.
    case callerHungUp
    /// The caller's leg is gone without a word.
    case callerGone

    // MARK: The model's leg

    /// Its socket is open.
    case modelOpened
    /// Its session is set up.
    case sessionReady
    /// A response of the default conversation begins.
    case responseCreated(id: String)
    /// The agent begins to say something.
    case agentBegan(item: String)
    /// Some of the agent's words.
    case agentWords(item: String, String)
    /// The agent's words, whole, and the event that brought them.
    case agentSaid(item: String, String, ModelEvent)
    /// An item of the agent's speech is done; `text` is what the item itself has of its words.
    case agentItemDone(item: String, text: String)
    /// The model noticed that the caller speaks, at this millisecond of the audio it was given.
    case speechStarted(item: String, milliseconds: Int)
    /// The model noticed that the caller has stopped.
    case speechStopped(item: String, milliseconds: Int)
    /// What the caller said is a turn; its words come later.
    case callerCommitted(item: String)
    /// The caller's words, the event that brought them, and what writing them down cost.
    case callerSaid(item: String, String, ModelEvent, TranscriptionBill?)
    /// The model calls a tool, with everything it needs.
    case toolCalled(id: String, name: String, arguments: String)
    /// A tool ran on the model's own side.
    case remoteToolRan(name: String)
    /// A response of the default conversation is done.
    case responseDone(id: String, ResponseOutcome, spoken: String, ResponseUsage?)
    /// The model refused our request because another response is active.
    case requestRefused
    /// The model refused our request for a reason of its own, which may pass.
    case requestFailed(String)
    /// A message of the model's that was not understood.
    case unknownFromModel
    /// What is left of the model account's limits.
    case allowance(ModelAllowance)
    /// The model's socket or session is gone, or was never there.
    case modelLost(String)

    // MARK: Tools, and those outside

    /// A tool has answered, after this long.
    case toolFinished(ToolInvocation, ToolOutcome, took: CallDuration)
    /// The call is to end with a goodbye.
    case leave(Goodbye.Cause)
    /// The call is to end at once.
    case end(Termination.Reason)
    /// The carrier answered for a caller who is put through.
    case moved(TransferOrder, MoveOutcome)
}

/// How a call's first words are said.
package enum GreetingSource: Sendable, Equatable {
    /// The model says them.
    case model
    /// They are played from a recording of this many bytes of line audio.
    case recording(bytes: Int)
}

/// What writing a caller's turn down cost, as the model counts it.
package struct TranscriptionBill: Sendable, Equatable {
    /// Tokens read and written; the milliseconds are those it was billed for, zero where it counts tokens.
    package var count: TranscriptionCount
    /// Whether tokens were counted: some models that count tokens are billed by the minute, so the turn's length is
    /// added.
    package var countsTokens: Bool

    package init(_ count: TranscriptionCount, countsTokens: Bool) {
        self.count = count
        self.countsTokens = countsTokens
    }
}
