/// What the model's server says, as far as CORA cares; everything else is `other`.
///
/// Audio comes here only when `AudioDelta.scan` cannot serve it in place. Events inside a response float freely and late ones
/// follow a cancellation, so match them by response and item id, not by order.
package enum ServerEvent: Sendable, Equatable {
    /// Something went wrong; the session lives unless a close frame follows.
    case error(RealtimeError)
    /// The first event on a socket.
    case sessionCreated(SessionDescription)
    /// A `session.update` was taken.
    case sessionUpdated(SessionDescription)

    /// An item joined the conversation.
    case conversationItemAdded(ItemSummary, previousItemID: String?)
    /// An item of the conversation is complete, or was cut off.
    case conversationItemDone(ItemSummary, previousItemID: String?)
    /// A truncation was done.
    case conversationItemTruncated(itemID: String, contentIndex: Int, audioEndMilliseconds: Int)
    /// A deletion was done.
    case conversationItemDeleted(itemID: String)

    /// More of what the caller said.
    case inputTranscriptionDelta(itemID: String, contentIndex: Int, delta: String)
    /// All of what the caller said in one item; may come seconds late and out of order.
    case inputTranscriptionCompleted(itemID: String, contentIndex: Int, transcript: String, usage: TranscriptionUsage?)
    /// What the caller said could not be written down.
    case inputTranscriptionFailed(itemID: String, contentIndex: Int, error: RealtimeError)

    /// The caller began to speak, at this millisecond of the audio sent; the id is that of the user item to come.
    case speechStarted(itemID: String, audioStartMilliseconds: Int)
    /// The caller stopped; the millisecond includes the silence waited for.
    case speechStopped(itemID: String, audioEndMilliseconds: Int)
    /// The buffered audio became a user item.
    case inputAudioCommitted(itemID: String, previousItemID: String?)
    /// The buffered audio was thrown away.
    case inputAudioCleared
    /// Nobody spoke for the idle timeout.
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
    /// More of what the model is saying.
    case outputAudioTranscriptDelta(ContentReference, delta: String)
    /// All of what the model said in a part.
    case outputAudioTranscriptDone(ContentReference, transcript: String)
    /// More of a text response.
    case outputTextDelta(ContentReference, delta: String)
    /// All of a text response's part.
    case outputTextDone(ContentReference, text: String)
    /// The arguments of a tool call are complete. The call itself comes with `outputItemDone`: run it once, from there.
    case functionCallArgumentsDone(responseID: String, outputIndex: Int, call: FunctionCall)

    /// What is left of the account's limits.
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
    /// How many in all.
    package var limit: Int
    /// How many are left.
    package var remaining: Int
    /// Seconds until all are back.
    package var resetSeconds: Double

    package init(name: String, limit: Int, remaining: Int, resetSeconds: Double) {
        self.name = name
        self.limit = limit
        self.remaining = remaining
        self.resetSeconds = resetSeconds
    }
}
