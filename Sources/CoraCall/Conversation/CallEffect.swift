package import CoraTenant

/// One thing to do because of an event. The call's core (`CallCore`) carries effects out in order and decides nothing.
package enum CallEffect: Sendable, Equatable {
    // MARK: The caller's leg

    /// Redeem the ticket that the leg presented.
    case redeem(TicketClaim)
    /// Play the recorded greeting; call ``Conversation/recordingPlayed(bytes:isFirst:at:)`` for each piece written.
    case playGreeting
    /// Play the recording of this phrase in the same way. Call ``Conversation/phraseIsMissing(at:)`` if there is none.
    case play(Phrase)
    /// Drop what the caller has not heard. At once, because every millisecond of delay is heard.
    case clear
    /// Send a mark behind all audio sent so far.
    case mark(PlayoutClock.Mark)
    /// Show something to the caller, who can read.
    case show(Shown)

    // MARK: The model's leg

    /// Dial the model by this route.
    case dial(ModelRoute)
    /// Let go of the model's socket: it is lost, or of no use.
    case dropModel
    /// Tell the model something.
    case tell(ModelOrder)
    /// Dial a second session beside this one and set it up.
    case dialSuccessor
    /// Let the second session go.
    case dropSuccessor
    /// The second session takes the place of the first, which is let go.
    case takeOver
    /// Hold the last moments of the caller's audio, for ``releaseHeld``.
    case repeatLast(milliseconds: Int)
    /// Pass on what the caller said while the model was not ready.
    case releaseHeld
    /// The caller's turn began this long ago, by the audio sent: keep it until its words are known.
    case keepTurn(milliseconds: Int)
    /// The words of all turns are known: the audio that was kept is not needed any more.
    case turnSettled
    /// The model cannot hear: hold what the caller says. With `replayingTurn` the turn that was kept goes before it.
    case holdCaller(replayingTurn: Bool)
    /// Send the model this much silence.
    case addSilence(milliseconds: Int)
    /// The model is about to say the greeting: record it until the response is done.
    case recordGreeting
    /// The greeting's response is done: stop recording, and keep the recording if `isWhole`.
    case greetingDone(isWhole: Bool)

    // MARK: Elsewhere

    /// Run a tool.
    case run(ToolInvocation)
    /// Record something in the call's record.
    case record(CallRecord)
    /// Tell the observer of a measurement.
    case observe(CallObservation)
    /// Write a log line.
    case log(CallNews)
    /// The call is over: give the observer its ``CallDetail``.
    case observeEnd
    /// The call is over: close both legs and cancel tools. The caller's leg is closed with the termination's code; with
    /// `moving` the carrier is asked first to put the caller through. With `keepingModel` the model's leg stays until
    /// ``dropModel``, for the words of the caller's last turn. Tools that write are not cancelled.
    case finish(Termination, moving: TransferOrder?, keepingModel: Bool)
    /// The carrier has answered the request to put the caller through: close the caller's leg.
    case closeCaller
}

/// What to tell the model; each order becomes one event on its socket.
package enum ModelOrder: Sendable, Equatable {
    /// Set the session up.
    case configure
    /// Make a response. Tools are forbidden in one that only says that other tools are still running; audio is named
    /// after a response that was text.
    case respond(toolsForbidden: Bool, namesAudio: Bool = false)
    /// Take what the caller has said so far as a turn.
    case commit
    /// Stop the response of this id.
    case cancel(response: String)
    /// Add a message to the conversation. `item` is our id for it, nil to let the model choose one; `after` is the id
    /// of the item it follows, `root` for the beginning, nil for the end.
    case say(ModelRole, String, item: String? = nil, after: String? = nil)
    /// Add a tool call that the model made on an earlier stream of the call.
    case toolCall(ToolInvocation)
    /// Add what a tool answered; `id` is the model's id of the tool call.
    case toolResult(id: String, String)
    /// Cut an item: the caller heard only this many milliseconds of it.
    case truncate(item: String, milliseconds: Int)
    /// Remove an item from the conversation.
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

/// One line of a call's log. `CallLog.swift` gives each its level, words and keys.
package enum CallNews: Sendable, Equatable {
    /// The ticket was redeemed.
    case started(caller: String)
    /// The model's socket opened; `after` is the time since it was dialled.
    case modelConnected(after: CallDuration)
    /// The model was lost; the call goes on without it for now.
    case modelLost(String)
    /// The model is back, after this long.
    case modelRestored(after: CallDuration)
    /// The agent said something.
    case agentSaid(String)
    /// The caller said something.
    case callerSaid(String)
    /// The caller typed something.
    case callerTyped(String)
    /// The model called a tool.
    case toolCalled(String)
    /// The caller spoke over the agent; they did not hear `unheard` of what was sent.
    case bargeIn(unheard: CallDuration)
    /// The caller spoke during the goodbye, and the line stays open.
    case lineStaysOpen
    /// Media that is not base64 came for the first time.
    case brokenMedia(String)
    /// The carrier did not put the caller through at once.
    case notMoved(String)
    /// The call is over.
    case ended(Termination)
}
