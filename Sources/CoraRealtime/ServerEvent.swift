/// An event from the model's server, as far as CORA needs it; all other events are `other`.
///
/// Audio comes here only when `AudioDelta.scan` cannot read it in place. The events of a response come in no fixed
/// order, and some still come after its cancellation, so match them by response and item id.
package enum ServerEvent: Sendable, Equatable {
    /// Something went wrong; the session lives unless a close frame follows.
    case error(RealtimeError)
    /// The first event on a socket.
    case sessionCreated(SessionDescription)
    /// The server accepted a `session.update`.
    case sessionUpdated(SessionDescription)

    /// An item joined the conversation.
    case conversationItemAdded(ItemSummary, previousItemID: String?)
    /// An item of the conversation is complete, or was cut off.
    case conversationItemDone(ItemSummary, previousItemID: String?)
    /// The server cut an item's audio, as the client asked.
    case conversationItemTruncated(itemID: String, contentIndex: Int, audioEndMilliseconds: Int)
    /// The server removed an item, as the client asked.
    case conversationItemDeleted(itemID: String)

    /// The next piece of the transcript of what the caller said.
    case inputTranscriptionDelta(itemID: String, contentIndex: Int, delta: String)
    /// The whole transcript of one item of the caller's; may come seconds late and out of order.
    case inputTranscriptionCompleted(itemID: String, contentIndex: Int, transcript: String, usage: TranscriptionUsage?)
    /// The server could not transcribe an item of the caller's.
    case inputTranscriptionFailed(itemID: String, contentIndex: Int, error: RealtimeError)

    /// The caller began to speak, at this millisecond of the audio sent; `itemID` is that of the user item to come.
    case speechStarted(itemID: String, audioStartMilliseconds: Int)
    /// The caller stopped speaking; the millisecond is the end of the silence that showed it.
    case speechStopped(itemID: String, audioEndMilliseconds: Int)
    /// The buffered audio became a user item.
    case inputAudioCommitted(itemID: String, previousItemID: String?)
    /// The buffered audio was thrown away.
    case inputAudioCleared
    /// The caller said nothing for the whole idle timeout.
    case timeoutTriggered(itemID: String, audioStartMilliseconds: Int, audioEndMilliseconds: Int)

    /// A response began.
    case responseCreated(ResponseSummary)
    /// A response ended, however it did; comes exactly once for each.
    case responseDone(ResponseSummary)
    /// A response began an item.
    case outputItemAdded(responseID: String, outputIndex: Int, item: ItemSummary)
    /// A response finished an item, or was cut off in it.
    case outputItemDone(responseID: String, outputIndex: Int, item: ItemSummary)
    /// Audio, as base64 that was checked.
    case outputAudioDelta(ContentReference, base64: String)
    /// The audio of a part is complete.
    case outputAudioDone(ContentReference)
    /// The next piece of the transcript of what the model says.
    case outputAudioTranscriptDelta(ContentReference, delta: String)
    /// The whole transcript of one part.
    case outputAudioTranscriptDone(ContentReference, transcript: String)
    /// The next piece of the text of a text response.
    case outputTextDelta(ContentReference, delta: String)
    /// The whole text of one part of a text response.
    case outputTextDone(ContentReference, text: String)
    /// The arguments of a tool call are complete. The call itself comes with `outputItemDone`: run it once, from there.
    case functionCallArgumentsDone(responseID: String, outputIndex: Int, call: FunctionCall)

    /// A tool that the API ran on a remote server has ended. It may come before or after the response is done.
    case remoteToolEnded(itemID: String, succeeded: Bool)

    /// What the server plays to a browser by itself began, ended or was cut off (`output_audio_buffer.…`). The id of the
    /// response is empty where the server names none.
    case playback(PlaybackState, responseID: String)
    /// How much is left of each of the account's limits.
    case rateLimitsUpdated([RateLimit])
    /// An event that CORA has no use for, or does not know; the first 64 characters of its type.
    case other(String)
}

/// A part of an item of a response.
package struct ContentReference: Sendable, Equatable {
    /// The response.
    package var responseID: String
    /// The item.
    package var itemID: String
    /// Which part of the item.
    package var contentIndex: Int

    package init(responseID: String, itemID: String, contentIndex: Int = 0) {
        self.responseID = responseID
        self.itemID = itemID
        self.contentIndex = contentIndex
    }
}

/// One of the account's limits.
package struct RateLimit: Sendable, Equatable {
    /// `requests` or `tokens`.
    package var name: String
    /// How many there may be in all.
    package var limit: Int
    /// How many are left.
    package var remaining: Int
    /// Seconds until the limit is full again.
    package var resetSeconds: Double

    package init(name: String, limit: Int, remaining: Int, resetSeconds: Double) {
        self.name = name
        self.limit = limit
        self.remaining = remaining
        self.resetSeconds = resetSeconds
    }
}
