/// Where a call is, as one word: what stats, logs and the ops page show.
package enum CallPhase: String, Sendable, CaseIterable {
    /// The media socket is open and has not said whose it is.
    case awaitingStart = "awaiting_start"
    /// Its ticket is being checked.
    case redeeming
    /// The model is dialled and set up.
    case connecting
    /// Both sides can speak.
    case live
    /// The goodbye is said or heard.
    case leaving
    /// Over.
    case ended
}
