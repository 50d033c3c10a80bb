package import CoraTenant

/// Everything that can happen to a call, except audio: frames and deltas come fifty times a second and have methods of
/// their own on ``Conversation``. `ConversationTable.swift` of the tests has a row for each event and does not compile
/// without it.
package enum CallEvent: Sendable, Equatable {
    // MARK: The caller's leg

    /// The leg says which call it belongs to, and presents the ticket.
    case legStarted(TicketClaim)
    /// The ticket office gave the call for its ticket; `greeting` says where its first words come from.
    case ticketRedeemed(CallTicket, greeting: GreetingSource)
    /// The ticket office refused the ticket.
    case ticketRefused(TicketRefusal)
    /// The carrier returned this mark: the caller has heard the audio before it. Nil for a name that is not one of
    /// ours.
    case markReturned(PlayoutClock.Mark?)
    /// The leg reports how far playback has come, in bytes of line audio since the stream began. Marks that it has passed
    /// are returned first.
    case heard(bytes: Int)
    /// The page of a web session told what it has measured so far.
    case pageMeasured(PageFigures)
    /// The caller pressed a key.
    case digitPressed(Character)
    /// Media arrived that is not base64; the text says where it breaks.
    case brokenMedia(String)
    /// The carrier sent a message of an unknown kind.
    case unknownFromCaller
    /// The caller's side broke its protocol.
    case callerFault(CallerFault)
    /// The caller hung up, or the carrier took the call elsewhere.
    case callerHungUp
    /// The caller's leg closed without saying why.
    case callerGone

    // MARK: The model's leg

    /// The model's socket is open.
    case modelOpened
    /// The model's session is set up.
    case sessionReady
    /// The socket to a session that has served the call is open again: the session knows the conversation.
    case sessionKept
    /// The session's successor is set up.
    case successorReady
    /// The session's successor could not be opened, or is gone.
    case successorLost
    /// A response of the default conversation begins.
    case responseCreated(id: String)
    /// The agent begins to say something.
    case agentBegan(item: String)
    /// Some of the agent's words arrived.
    case agentWords(item: String, String)
    /// All of the agent's words of an item arrived, with the event that brought them.
    case agentSaid(item: String, String, ModelEvent)
    /// The model finished an item of the agent's speech; `text` holds the words that the item itself carries.
    case agentItemDone(item: String, text: String)
    /// The model finished an item that it has written instead of saying it.
    case agentWrote(item: String, text: String)
    /// The model's server tells what it plays to the caller.
    case playback(RemotePlayback)
    /// The model noticed that the caller speaks, at this millisecond of the audio it was given.
    case speechStarted(item: String, milliseconds: Int)
    /// The model noticed that the caller has stopped.
    case speechStopped(item: String, milliseconds: Int)
    /// The model took what the caller said as a turn; its words come later.
    case callerCommitted(item: String)
    /// Some of the caller's words arrived; all of them follow.
    case callerWords(item: String, String)
    /// The caller's words arrived, with the event that brought them and what transcribing them cost.
    case callerSaid(item: String, String, ModelEvent, TranscriptionBill?)
    /// The caller's words could not be written down.
    case callerNotUnderstood(item: String)
    /// The model calls a tool; its arguments are complete.
    case toolCalled(id: String, name: String, arguments: String, response: String)
    /// A tool call was cut off before its arguments were complete.
    case toolCallCutOff(id: String)
    /// A tool runs on the model's own side; the item is its id.
    case remoteToolCalled(item: String)
    /// A tool on the model's own side has ended.
    case remoteToolEnded(item: String, succeeded: Bool)
    /// A response of the default conversation is done.
    case responseDone(id: String, ResponseOutcome, spoken: String, ResponseUsage?)
    /// The model refused our request because another response is active.
    case requestRefused
    /// The model refused our request for a reason of its own, which may pass.
    case requestFailed(String)
    /// The model sent a message that we could not decode.
    case unknownFromModel
    /// What is left of the model account's limits.
    case allowance(ModelAllowance)
    /// The model's socket or session is gone, or could not be opened.
    case modelLost(ModelLoss)

    // MARK: Tools, and those outside

    /// A tool has answered; `took` is how long it ran.
    case toolFinished(ToolInvocation, ToolOutcome, took: CallDuration)
    /// The call is to end with a goodbye.
    case leave(Goodbye.Cause)
    /// The call is to end at once.
    case end(Termination.Reason)
    /// The carrier answered our request to put the caller through.
    case moved(TransferOrder, MoveOutcome)
}

/// Where a call's first words come from.
package enum GreetingSource: Sendable, Equatable {
    /// The model says them.
    case model
    /// They are played from a recording of this many bytes of line audio.
    case recording(bytes: Int)
}

/// What transcribing one turn of the caller cost, as the model counts it.
package struct TranscriptionBill: Sendable, Equatable {
    /// Tokens read and written, and the milliseconds of audio billed; zero milliseconds where the model counts tokens.
    package var count: TranscriptionCount
    /// Whether the model counts tokens. Some models that do are billed by the minute, so ``Conversation`` then adds the
    /// turn's length.
    package var countsTokens: Bool

    package init(_ count: TranscriptionCount, countsTokens: Bool) {
        self.count = count
        self.countsTokens = countsTokens
    }
}
