/// One thing that is to be done because of what happened. The call's core carries effects out in their order and
/// decides nothing.
package enum CallEffect: Sendable, Equatable {
    // MARK: The caller's leg

    /// Redeem the ticket that the leg brought.
    case redeem(TicketClaim)
    /// Play the recorded greeting; say of each piece that it was written (``Conversation/recordingPlayed(bytes:at:)``).
    case playGreeting
    /// Drop what the caller has not heard, at once: every millisecond is heard.
    case clear
    /// Put a mark behind all that was sent.
    case mark(PlayoutClock.Mark)

    // MARK: The model's leg

    /// Dial the model.
    case dial
    /// Tell the model something.
    case tell(ModelOrder)
    /// Pass on what the caller said while the model was not ready.
    case releaseHeld
    /// Give the model's ear this much silence.
    case addSilence(milliseconds: Int)
    /// The model says the greeting: record it. Ends with the response.
    case recordGreeting
    /// The response is done: keep what was recorded, if `isWhole`, and record no more.
    case greetingDone(isWhole: Bool)

    // MARK: Elsewhere

    /// Run a tool.
    case run(ToolInvocation)
    /// Take something down.
    case record(CallRecord)
    /// Something was measured.
    case observe(CallObservation)
    /// Write a log line.
    case log(CallNews)
    /// The call is over: tell the observer all that is remembered of it.
    case observeEnd
    /// The call is over: let everything go. The caller's leg is closed with the termination's code, unless the carrier
    /// is first asked to put the caller through to `moving`.
    case finish(Termination, moving: TransferOrder?)
    /// The carrier has answered for a caller who is put through: close the leg.
    case closeCaller
}

/// What the model is told; each becomes one event on its socket.
package enum ModelOrder: Sendable, Equatable {
    /// Set the session up.
    case configure
    /// Speak. Nothing may be started while something else is awaited: then tools are forbidden.
    case respond(toolsForbidden: Bool)
    /// Stop that response.
    case cancel(response: String)
    /// A message belongs into the conversation; `previous` names the item it follows, nil for the end.
    case say(ModelRole, String, item: String? = nil, after: String? = nil)
    /// A tool was called on an earlier stream of the call.
    case toolCall(ToolInvocation)
    /// What a tool answered.
    case toolResult(id: String, String)
    /// Only so much of the item was heard.
    case truncate(item: String, milliseconds: Int)
    /// The item does not belong into the conversation.
    case delete(item: String)
}

/// Who says a message of the conversation.
package enum ModelRole: Sendable, Equatable {
    /// CORA itself.
    case system
    /// The caller.
    case user
    /// The agent.
    case assistant
}

/// What a call's log tells; the core gives each its level, words and keys.
package enum CallNews: Sendable, Equatable {
    /// The ticket was redeemed.
    case started(caller: String)
    /// The model's socket opened, that long after it was dialled.
    case modelConnected(after: CallDuration)
    /// The agent said something.
    case agentSaid(String)
    /// The caller said something.
    case callerSaid(String)
    /// The caller typed something.
    case callerTyped(String)
    /// The model called a tool.
    case toolCalled(String)
    /// The caller spoke over the agent; this much was not heard.
    case bargeIn(unheard: CallDuration)
    /// The caller took a goodbye back.
    case lineStaysOpen
    /// Media that is not base64 came for the first time.
    case brokenMedia(String)
    /// The carrier did not put the caller through at once.
    case notMoved(String)
    /// The call is over.
    case ended(Termination)
}
