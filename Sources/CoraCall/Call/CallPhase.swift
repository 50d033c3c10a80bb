/// Where a call is, as one word: what stats, logs and the ops page show.
package enum CallPhase: String, Sendable, CaseIterable {
    /// The media socket is open and has not said which call it belongs to.
    case awaitingStart = "awaiting_start"
    /// Its ticket is being checked.
    case redeeming
    /// The model is being dialled and its session set up.
    case connecting
    /// Both sides can speak.
    case live
    /// The model was lost and is dialled again.
    case recovering
    /// The agent says goodbye, or the caller still hears it.
    case leaving
    /// Over.
    case ended
}
